//! The dtypes of NumPy's functions of arrays, compared with what NumPy says (`data/numpy_typing.txt`, written by
//! `data/ask_numpy.py`).

use numlir_dialects::types::{Array, Layout, Scalar, Type};
use numlir_passes::{
    builtins,
    code::{Argument, Constant},
};

const NUMPY: &str = include_str!("data/numpy_typing.txt");

/// An argument by its name: an array of a dtype, or a number of Python's.
fn argument(name: &str) -> Argument {
    let python = |ty| Argument { ty, constant: Some(Constant::Python) };
    match name {
        "int" => python(Type::INT64),
        "float" => python(Type::FLOAT64),
        "complex" => python(Type::COMPLEX128),
        dtype => {
            let element = Scalar::from_name(dtype).expect("the name of a dtype");
            let array = Array { element, rank: 1, layout: Layout::C, readonly: false, aligned: true };
            Argument { ty: Type::Array(array), constant: None }
        }
    }
}

/// Where numlir differs from NumPy on purpose: all counts of `ldexp` are int64, and its number is a float64 unless it is
/// a float32.
fn is_different(name: &str, arguments: &[&str]) -> bool {
    name == "ldexp" && (arguments[1] == "uint64" || arguments[0] == "int")
}

fn dtype(ty: &Type) -> String {
    match ty {
        Type::Tuple(elements) => format!("({})", elements.iter().map(dtype).collect::<Vec<_>>().join(",")),
        Type::Array(array) => array.element.to_string(),
        other => other.to_string(),
    }
}

#[test]
fn functions_of_arrays() {
    let every: Vec<&str> = Scalar::ALL.into_iter().map(Scalar::name).chain(["int", "float", "complex"]).collect();
    let mut wrong = Vec::new();
    for line in NUMPY.lines().skip(1) {
        let (call, results) = line.split_once(" | ").expect("a call and its results");
        let mut words = call.split(' ');
        let name = words.next().expect("a name");
        let first: Vec<_> = words.collect();
        let Some(builtin) = builtins::find(&format!("numpy.{name}")) else {
            wrong.push(format!("there is no {name}"));
            continue;
        };
        for (last, numpy) in every.iter().zip(results.split(' ')).filter(|(_, numpy)| *numpy != ".") {
            let names: Vec<_> = first.iter().chain([last]).copied().collect();
            let mut arguments: Vec<_> = names.iter().map(|name| Some(argument(name))).collect();
            if name == "where" {
                arguments.insert(0, Some(argument("bool")));
            }
            arguments.resize_with(builtin.parameters.len(), || None);
            let found = (builtin.infer)(&arguments).map_or_else(|_| "-".to_owned(), |ty| dtype(&ty));
            if found != numpy && !is_different(name, &names) {
                wrong.push(format!("{name} {names:?}: numpy {numpy}, here {found}"));
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
