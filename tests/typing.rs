//! The types of scalar operations, compared with what Numba infers (`data/typing.txt`, written by `data/ask_numba.py`).

use numlir_dialects::types::{Scalar, Type};
use numlir_passes::{builtins, code::Argument, scalar::typing};

/// Numba's answers: kind, name, all types but the last | results for each last type.
const NUMBA: &str = include_str!("data/typing.txt");

#[test]
fn binary_operators() {
    check("binary", |name, types| typing::binary(name, types[0], types[1]).map(|rule| rule.result.to_string()));
}

#[test]
fn unary_operators() {
    check("unary", |name, types| typing::unary(name, types[0]).map(|ty| ty.to_string()));
}

#[test]
fn comparisons() {
    check("compare", |name, types| typing::compare(name, types[0], types[1]).map(|_| "bool".to_owned()));
}

#[test]
fn joins() {
    check("unify", |_, types| typing::unify(types[0], types[1]).map(|ty| ty.to_string()));
}

#[test]
fn builtin_functions() {
    check("builtin", |name, types| {
        let argument = |&ty: &Scalar| Some(Argument { ty: Type::Scalar(ty), constant: None });
        let mut arguments: Vec<_> = types.iter().map(argument).collect();
        let builtin = builtins::find(name)?;
        arguments.resize_with(arguments.len().max(builtin.parameters.len()), || None);
        (builtin.infer)(&arguments).ok().map(|ty| plain(&ty))
    });
}

/// Where numlir differs from Numba on purpose: a function, for which types, and why.
type Difference = (&'static str, fn(&[Scalar]) -> bool, &'static str);
const DIFFERENT: &[Difference] = &[
    ("pow", |types| types == [Scalar::Bool, Scalar::Int32], "float32 is an accident of Numba's overloads"),
    ("builtins.pow", |types| types == [Scalar::Bool, Scalar::Int32], "the same"),
    ("math.pow", has_float32, "the type of the arguments, not the order of overloads"),
    ("builtins.float", has_bool, "Numba has none"),
    ("builtins.complex", has_bool, "Numba has none"),
    ("numpy.real", has_bool, "Numba has none"),
    ("numpy.imag", has_bool, "Numba has none"),
    ("numpy.angle", has_bool, "Numba has none"),
    ("numpy.angle", |types| has_small_integer(types) || types[0].real() == Scalar::Float32, "NumPy keeps float32"),
    ("builtins.divmod", mixes_signs, "as for // and %"),
    ("math.gcd", |types| mixes_signs(types) || has_float(types), "Python has none for floats"),
    ("math.copysign", has_small_integer, "as for other functions of math"),
    (
        "math.ldexp",
        |types| !typing::is_integral(types[1]) || has_float32(types),
        "Python has none for a float exponent",
    ),
    ("numpy.ldexp", |types| types[1] == Scalar::UInt64 || types[0] == Scalar::Float64, "all exponents are int64"),
];

fn has_bool(types: &[Scalar]) -> bool {
    types.contains(&Scalar::Bool)
}

fn has_float(types: &[Scalar]) -> bool {
    types.iter().any(|ty| ty.is_float())
}

fn has_float32(types: &[Scalar]) -> bool {
    types.contains(&Scalar::Float32)
}

fn has_small_integer(types: &[Scalar]) -> bool {
    types.iter().any(|ty| !ty.is_float() && ty.size() <= 2)
}

fn mixes_signs(types: &[Scalar]) -> bool {
    types.iter().any(|ty| ty.is_unsigned()) && !types.iter().all(|ty| ty.is_unsigned())
}

fn check(kind: &str, infer: impl Fn(&str, &[Scalar]) -> Option<String>) {
    let mut wrong = Vec::new();
    for line in NUMBA.lines().filter(|line| line.split(' ').next() == Some(kind)) {
        let (call, results) = line.split_once(" | ").expect("a call and its results");
        let mut words = call.split(' ').skip(1);
        let name = words.next().expect("a name after the kind");
        let mut types: Vec<_> = words.map(|word| Scalar::from_name(word).expect("the name of a dtype")).collect();
        let is_different = |types: &[Scalar]| DIFFERENT.iter().any(|(of, when, _)| *of == name && when(types));
        for (last, numba) in Scalar::ALL.into_iter().zip(results.split(' ')) {
            types.push(last);
            let found = infer(name, &types).unwrap_or_else(|| "-".to_owned());
            if found != numba && !is_different(&types) {
                wrong.push(format!("{name} {types:?}: numba {numba}, here {found}"));
            }
            types.pop();
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn plain(ty: &Type) -> String {
    match ty {
        Type::Tuple(elements) => format!("({})", elements.iter().map(plain).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}
