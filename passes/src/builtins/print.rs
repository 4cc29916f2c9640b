//! `print`: the texts of its arguments as one, to the host's output. On devices, which have no texts of numbers, it is C's `printf`.

use super::Builtin;
use crate::{
    code::{Argument, Code, Constant, Operand, Values},
    infer::formattable,
    scalar::lower::convert,
};
use numlir_dialects::{
    Value,
    types::{Scalar, Type},
};
use smallvec::smallvec;

pub static FAMILY: &[Builtin] = &[Builtin {
    name: "builtins.print",
    parameters: &["=sep?", "=end?", "=flush?", "*"],
    infer: infer_print,
    lower: lower_print,
}];

fn infer_print(arguments: &[Option<Argument>]) -> Result<Type, String> {
    for (name, argument) in ["sep", "end"].into_iter().zip(arguments) {
        match argument {
            Some(Argument { ty: Type::Str | Type::None, .. }) | None => {}
            Some(Argument { ty, .. }) => return Err(format!("{name} must be None or a string, not {ty}")),
        }
    }
    let mut printed = arguments.iter().skip(3).flatten();
    printed.try_for_each(|argument| formattable(&argument.ty)).map_err(|(_, _, text)| text)?;
    Ok(Type::None)
}

fn lower_print<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let [sep, end, _, printed @ ..] = operands else { return smallvec![] };
    if code.settings.device
        && let Some((format, values)) = formatted(code, (sep, end), printed)
    {
        let format = code.builder.string(&format);
        code.builder.op("simt.print").attribute("format", format).operands(values).insert();
        return smallvec![];
    }
    let given = |code: &Code<'_, 'c>, operand: &Option<Operand<'c>>, default: &str| match operand {
        Some(operand) if operand.ty == Type::Str => operand.value(),
        _ => code.string(default),
    };
    let sep = given(code, sep, " ");
    let end = given(code, end, "\n");
    let mut all = None;
    for operand in printed.iter().flatten() {
        let Some(text) = code.text_of(&operand.ty, &operand.values, false) else { continue };
        all = Some(match all {
            None => text,
            Some(before) => {
                let before = code.concat(before, sep);
                code.concat(before, text)
            }
        });
    }
    let text = all.map_or(end, |all| code.concat(all, end));
    let bool_type = code.builder.i1();
    let failed = code.runtime("numlir_print", &[text], Some(bool_type)).result(0);
    code.raise_if(failed, "OSError", "cannot write to sys.stdout");
    smallvec![]
}

/// A format of C's, and its values: integers and floats of 64 bits, and bools. `None` where there is something else.
fn formatted<'c>(
    code: &mut Code<'_, 'c>,
    (sep, end): (&Option<Operand<'c>>, &Option<Operand<'c>>),
    printed: &[Option<Operand<'c>>],
) -> Option<(String, Vec<Value<'c>>)> {
    let given = |operand: &Option<Operand<'c>>, default: &str| match operand {
        Some(Operand { ty: Type::Str, constant, .. }) => text(constant.as_ref()),
        _ => Some(default.to_owned()),
    };
    let (sep, end) = (given(sep, " ")?, given(end, "\n")?);
    let (mut pieces, mut values) = (Vec::new(), Vec::new());
    for operand in printed.iter().flatten() {
        pieces.push(match &operand.ty {
            Type::Str => text(operand.constant.as_ref())?,
            Type::None => "None".to_owned(),
            Type::Scalar(Scalar::Bool) => {
                values.push(operand.value());
                "%s".to_owned()
            }
            Type::Scalar(from) if from.is_integer() || from.is_float() => {
                let (format, wide) = match from {
                    from if from.is_float() => ("%f", Scalar::Float64),
                    from if from.is_unsigned() => ("%llu", Scalar::UInt64),
                    _ => ("%lld", Scalar::Int64),
                };
                values.push(convert(code, operand.value(), *from, wide));
                format.to_owned()
            }
            _ => return None,
        });
    }
    Some((pieces.join(&sep) + &end, values))
}

/// A text that is known, as a format that gives it.
fn text(constant: Option<&Constant>) -> Option<String> {
    match constant? {
        Constant::Str(text) => Some(text.replace('%', "%%")),
        _ => None,
    }
}
