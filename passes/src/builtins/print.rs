//! `print`: the texts of its arguments as one, to the host's output.

use super::Builtin;
use crate::{
    code::{Argument, Code, Operand, Values},
    infer::formattable,
};
use numlir_dialects::types::Type;
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
