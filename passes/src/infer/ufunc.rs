//! Calls of ufuncs that the program has made: the kernel is specialised for the elements of the operands.

use super::{
    body::OperationBody,
    call::Supplied,
    fact::Fact,
    operation::{Message, here, place, typing, unsupported},
    solve::{Arguments, Id, Solver, Step},
};
use crate::{
    builtins::ufunc::{kind, result_array},
    code::{Argument, Constant},
    made_ufunc::MadeUfunc,
    scalar::promote,
};
use numlir_dialects::types::{Array, Scalar, Type};
use numlir_grammar::diagnostic::Diagnostic;

/// What a call passes: for each input and output its position among the arguments, and that of the mask.
pub struct Passing {
    pub inputs: Vec<usize>,
    pub outputs: Vec<usize>,
    pub mask: Option<usize>,
}

/// Binds the arguments of a call, of which each has a keyword or none.
///
/// # Errors
/// What is wrong, to follow the function's name.
pub fn passing(made: &MadeUfunc, keywords: &[Option<&str>]) -> Result<Passing, String> {
    let positional = keywords.iter().filter(|keyword| keyword.is_none()).count();
    let most = made.nin + made.nout;
    if positional < made.nin || positional > most {
        return Err(format!("takes from {} to {most} positional arguments, {positional} given", made.nin));
    }
    let mut passing =
        Passing { inputs: (0..made.nin).collect(), outputs: (made.nin..positional).collect(), mask: None };
    for (position, keyword) in keywords.iter().enumerate().skip(positional) {
        match keyword {
            Some("out") if passing.outputs.is_empty() => passing.outputs.push(position),
            Some("out") => return Err("got several values for argument 'out'".to_owned()),
            Some("where") => passing.mask = Some(position),
            Some(other) => return Err(format!("has no parameter '{other}' in compiled code")),
            None => return Err("has positional arguments behind keywords".to_owned()),
        }
    }
    Ok(passing)
}

impl<'c> Solver<'c> {
    /// A call of a ufunc of the program's own.
    pub fn call_made_ufunc(
        &mut self,
        id: Id,
        at: (u32, u32),
        op: &OperationBody<'c>,
        (made, arguments): (&MadeUfunc, &[Supplied<'c>]),
    ) -> Result<Step, Box<Diagnostic>> {
        let failed = |text: String| place(typing("bad-argument", text), op);
        let keywords: Vec<_> = arguments.iter().map(|argument| argument.keyword).collect();
        let template = self.template(&made.kernel).map_err(|mut errors| Box::new(errors.remove(0)))?;
        let name = self.templates[template].name;
        let passing = passing(made, &keywords).map_err(|text| failed(format!("{name}() {text}")))?;
        if arguments.iter().any(|argument| argument.element.is_some()) {
            return Err(place(unsupported("calls of ufuncs with *arguments are not compiled"), op));
        }
        let given = |position: &usize| match &arguments[*position].fact {
            Fact::Known(ty, constant) => Argument { ty: ty.clone(), constant: constant.clone() },
            _ => Argument { ty: Type::None, constant: None },
        };
        let inputs: Vec<_> = passing.inputs.iter().map(given).collect();
        let kinds = inputs.iter().enumerate().map(|(position, argument)| {
            let weak = if arguments[position].fact.is_weak() { Some(&Constant::Python) } else { None };
            kind(&argument.ty, weak).ok_or_else(|| {
                failed(format!("{name}(): argument {} is {}, neither an array nor a number", position + 1, argument.ty))
            })
        });
        let kinds = kinds.collect::<Result<Vec<promote::Kind>, _>>()?;
        let Some((elements, declared)) = made.resolve(&kinds) else {
            return Err(failed(format!(
                "ufunc '{name}' not supported for the input types, and the inputs could not be safely coerced to any \
                 supported types according to the casting rule ''safe''"
            )));
        };
        let mut kernel = Arguments::default();
        elements.iter().for_each(|element| kernel.push(Fact::of(Type::Scalar(*element))));
        let callee = self
            .demand(template, kernel, here(op).map(|here| (here, id)))
            .map_err(|mut errors| Box::new(errors.remove(0)))?;
        let result = match self.result_of(callee, id, at) {
            Fact::Known(ty, _) => ty,
            Fact::Nothing => return Ok(Step::Wait),
            Fact::Error => {
                self.set(id, op.first_result, Fact::Error);
                return Ok(Step::Done);
            }
        };
        let results = scalars(&result).filter(|results| results.len() == made.nout);
        let results = results.ok_or_else(|| {
            failed(format!("{name}() gives {result}; the kernel of this ufunc gives {} numbers", made.nout))
        })?;
        let outputs = declared.unwrap_or(results);
        let mask = passing.mask.as_ref().map(given);
        let outs: Vec<_> = passing.outputs.iter().map(given).filter(|out| out.ty != Type::None).collect();
        let ty = result_type((name, &outputs), &inputs, &outs, mask.as_ref()).map_err(failed)?;
        self.set(id, op.first_result, Fact::of(ty));
        Ok(Step::Done)
    }
}

/// The numbers that a kernel gives.
pub fn scalars(result: &Type) -> Option<Vec<Scalar>> {
    match result {
        Type::Tuple(elements) => elements.iter().map(Type::scalar).collect(),
        one => Some(vec![one.scalar()?]),
    }
}

fn result_type(
    (name, outputs): (&str, &[Scalar]),
    inputs: &[Argument],
    outs: &[Argument],
    mask: Option<&Argument>,
) -> Result<Type, String> {
    if let Some(mask) = mask
        && !matches!(mask.ty, Type::Scalar(Scalar::Bool) | Type::Array(Array { element: Scalar::Bool, .. }))
    {
        return Err(format!("'where' is a bool or an array of bools, not {}", mask.ty));
    }
    let types = inputs.iter().map(|argument| &argument.ty).chain(mask.map(|mask| &mask.ty));
    let fresh = |output: &Scalar| match result_array(*output, types.clone()) {
        Some(array) => Type::Array(array),
        None => Type::Scalar(*output),
    };
    let together = |mut types: Vec<Type>| if types.len() == 1 { types.remove(0) } else { Type::tuple(types) };
    if outs.is_empty() {
        return Ok(together(outputs.iter().map(fresh).collect()));
    }
    let outs: Vec<Type> = match outs {
        [Argument { ty: Type::Tuple(elements), .. }] => elements.to_vec(),
        outs => outs.iter().map(|out| out.ty.clone()).collect(),
    };
    if outs.len() != outputs.len() {
        return Err("The 'out' tuple must have exactly one entry per ufunc output".to_owned());
    }
    for (output, out) in outputs.iter().zip(&outs) {
        let Type::Array(array) = out else { return Err("return arrays must be of ArrayType".to_owned()) };
        if array.readonly {
            return Err("output array is read-only".to_owned());
        }
        if !promote::can_cast_same_kind(*output, array.element) {
            return Err(format!(
                "Cannot cast ufunc '{name}' output from dtype('{output}') to dtype('{}') with casting rule 'same_kind'",
                array.element
            ));
        }
    }
    Ok(together(outs))
}

/// An attribute of a ufunc of the program's own.
pub fn attribute(made: &MadeUfunc, name: &str) -> Result<Fact, Message> {
    let number = |value: usize| Fact::Known(Type::INT64, Some(Constant::Int(value as i64)));
    let none = || Fact::Known(Type::None, Some(Constant::None));
    Ok(match name {
        "nin" => number(made.nin),
        "nout" => number(made.nout),
        "nargs" => number(made.nin + made.nout),
        "identity" => made.identity.map_or_else(none, |value| Fact::Known(Type::INT64, Some(Constant::Int(value)))),
        "signature" => none(),
        _ => return Err(typing("no-such-attribute", format!("the ufunc has no attribute '{name}' in compiled code"))),
    })
}

/// `nin`, `nout`, `nargs` or `identity` of a ufunc of NumPy's, which has so many inputs and outputs.
pub fn attribute_of_numpys((ufunc, (nin, nout)): (&str, (usize, usize)), name: &str) -> Fact {
    let number = |value: i64| Fact::Known(Type::INT64, Some(Constant::Int(value)));
    match (name, ufunc) {
        ("nin", _) => number(nin as i64),
        ("nout", _) => number(nout as i64),
        ("nargs", _) => number((nin + nout) as i64),
        (_, "numpy.multiply") => number(1),
        (_, "numpy.bitwise_and") => number(-1),
        (_, "numpy.add" | "numpy.bitwise_or" | "numpy.bitwise_xor" | "numpy.hypot" | "numpy.gcd") => number(0),
        (_, "numpy.logaddexp" | "numpy.logaddexp2") => {
            Fact::Known(Type::FLOAT64, Some(Constant::Float(f64::NEG_INFINITY)))
        }
        (_, "numpy.logical_and") => Fact::boolean(true),
        (_, "numpy.logical_or" | "numpy.logical_xor") => Fact::boolean(false),
        _ => Fact::Known(Type::None, Some(Constant::None)),
    }
}
