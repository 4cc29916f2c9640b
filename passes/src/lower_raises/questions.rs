//! What is asked of an error: of which class it is, and what its text is. Both are known of each site, so the answer is found
//! by comparing the status with the numbers of the sites.

use crate::exceptions;
use melior::{Context, ir::Attribute};
use numlir_dialects::{
    Builder, Operation, Predicate, Value,
    build::{array_elements, boolean_value, float_value, integer_value, is_unit},
    convert,
    ir::attribute_text,
    types::Type,
};

/// Puts the answer in the place of the question. Where code of other modules is called, the runtime is asked of their errors.
pub fn answer<'c>(context: &'c Context, question: Operation<'c>, rows: &[Attribute<'c>], calls_others: bool) {
    let builder = Builder::before(context, question);
    let status = question.operand(0);
    let sites = (1..).zip(rows.iter().filter_map(|row| array_elements(*row)));
    let result = if question.is("nd.error_matches") {
        let classes = question.attribute("classes").and_then(array_elements).unwrap_or_default();
        let classes: Vec<_> = classes.into_iter().filter_map(attribute_text).collect();
        let matching = sites.filter(|(_, site)| {
            let class = attribute_text(site[0]).unwrap_or_default();
            !class.is_empty() && classes.iter().any(|base| exceptions::is_subclass(class, base))
        });
        let own = is_one_of(&builder, status, &matching.map(|(number, _)| number).collect::<Vec<_>>());
        match calls_others {
            true => builder.binary("arith.ori", own, matches_elsewhere(&builder, status, &classes)),
            false => own,
        }
    } else {
        let repr = question.attribute("repr").is_some();
        let mut texts: Vec<(String, Vec<i64>)> = Vec::new();
        for (number, site) in sites {
            let class = attribute_text(site[0]).unwrap_or_default();
            if class.is_empty() {
                continue;
            }
            let text = text_of(class, &array_elements(site[1]).unwrap_or_default(), repr);
            match texts.iter_mut().find(|(known, _)| *known == text) {
                Some((_, numbers)) => numbers.push(number),
                None => texts.push((text, vec![number])),
            }
        }
        let ty = question.result(0).ty();
        let string = |text: &str| builder.op("nd.string").attribute("text", builder.string(text)).result(ty).value();
        let others = string("");
        texts.into_iter().fold(others, |others, (text, numbers)| {
            builder.select(is_one_of(&builder, status, &numbers), string(&text), others)
        })
    };
    question.result(0).replace_all_uses(result);
    question.erase();
}

/// Whether a status is one of the process, of an error of one of the classes.
fn matches_elsewhere<'c>(builder: &Builder<'c>, status: Value<'c>, classes: &[&str]) -> Value<'c> {
    let names: Vec<_> = classes.iter().map(|class| exceptions::identity(class)).collect();
    let ty = convert::to_mlir(builder.context, &Type::Str);
    let names = builder.op("nd.string").attribute("text", builder.string(&names.join("\n"))).result(ty).value();
    builder
        .op("nd.runtime")
        .attribute("symbol", builder.string("numlir_error_elsewhere"))
        .operands([status, names])
        .result(builder.i1())
        .value()
}

/// Whether a status is one of some numbers, which are in order: a comparison for each run of them, or where there are many, for each word of
/// a set of bits.
fn is_one_of<'c>(builder: &Builder<'c>, status: Value<'c>, numbers: &[i64]) -> Value<'c> {
    let number = |value: i64| builder.constant_int(builder.i32(), value);
    let runs = || numbers.chunk_by(|one, next| one + 1 == *next);
    let words = || numbers.chunk_by(|one, next| one >> 6 == next >> 6);
    if runs().count() > 2 * words().count() {
        let place = builder.binary("arith.shrui", status, number(6));
        let bit = builder.convert("arith.extui", builder.binary("arith.andi", status, number(63)), builder.i64());
        let word = words().fold(builder.constant_i64(0), |others, word| {
            let bits = word.iter().fold(0i64, |bits, number| bits | 1i64 << (number & 63));
            let here = builder.compare_int(Predicate::Eq, place, number(word[0] >> 6));
            builder.select(here, builder.constant_i64(bits), others)
        });
        return builder.convert("arith.trunci", builder.binary("arith.shrui", word, bit), builder.i1());
    }
    let within = |run: &[i64]| {
        let from_first = builder.binary("arith.subi", status, number(run[0]));
        builder.compare_int(Predicate::Ult, from_first, number(run.len() as i64))
    };
    let any = runs().map(within).reduce(|any, one| builder.binary("arith.ori", any, one));
    any.unwrap_or_else(|| builder.constant_bool(false))
}

/// `str` of an exception made with these arguments, or its `repr`.
fn text_of(class: &str, arguments: &[Attribute], repr: bool) -> String {
    let written = |argument: &Attribute| constant(*argument, true);
    let all = || arguments.iter().map(written).collect::<Vec<_>>().join(", ");
    match arguments {
        _ if repr => format!("{}({})", exceptions::shown(class), all()),
        [] => String::new(),
        [one] => constant(*one, class == "KeyError"),
        _ => format!("({})", all()),
    }
}

fn constant(attribute: Attribute, repr: bool) -> String {
    if is_unit(attribute) {
        return "None".into();
    }
    if let Some(text) = attribute_text(attribute) {
        return if repr { exceptions::quoted(text) } else { text.into() };
    }
    if let Some(value) = boolean_value(attribute) {
        return if value { "True" } else { "False" }.into();
    }
    if let Some((_, value)) = float_value(attribute) {
        return format!("{value:?}");
    }
    if let Some(elements) = array_elements(attribute) {
        let comma = if elements.len() == 1 { "," } else { "" };
        let elements: Vec<_> = elements.into_iter().map(|element| constant(element, true)).collect();
        return format!("({}{comma})", elements.join(", "));
    }
    integer_value(attribute).map_or_else(String::new, |(_, value)| value.to_string())
}
