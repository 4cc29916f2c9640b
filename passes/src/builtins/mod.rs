//! The functions and classes the compiler knows, in one table: for each its canonical name, its parameters, its typing rule and
//! its lowering. Files here hold families of them.

mod arguments;
mod array;
mod call_c;
mod call_llvm;
mod choice;
mod compress;
mod convert;
pub mod cuda;
mod date;
pub mod elements;
mod exact_sum;
pub mod flat;
pub mod function_value;
pub mod instance;
pub mod iterate;
mod list;
mod literal;
mod math;
mod math_integer;
mod methods;
mod numeric;
mod numpy_kernels;
mod numpy_scalar;
pub mod object_call;
mod pointer;
mod print;
mod query;
mod raising;
mod reduce;
mod selection;
pub mod set;
mod string;
pub mod ufunc;
mod view;
mod whole;

use crate::code::{Argument, Code, Constant, Operand, Values};
use numlir_dialects::{
    named,
    types::{Scalar, Type},
};
use std::{collections::HashMap, sync::LazyLock};

/// A function or class known to the compiler.
#[derive(Clone, Copy)]
pub struct Builtin {
    /// Canonical dotted name, such as `math.sqrt`, `builtins.len`, `numpy.float32`.
    pub name: &'static str,
    /// Parameter names in order, for calls by keyword; `*` alone ends with a variadic one. A name that ends in `?` may be left out,
    /// one that begins with `=` is given by keyword only.
    pub parameters: &'static [&'static str],
    /// The result's type for arguments in the order of the parameters; an absent one is `None` in the slice.
    /// The error says what does not fit, to follow the text "name(types): ".
    pub infer: fn(&[Option<Argument>]) -> Result<Type, String>,
    /// The result's values.
    pub lower: for<'a, 'c> fn(&mut Code<'a, 'c>, &[Option<Operand<'c>>], &Type) -> Values<'c>,
}

/// Whether a builtin's result is known from what is known of its arguments: it is asked while inferring.
pub fn is_query(name: &str) -> bool {
    matches!(name, "builtins.isinstance" | "builtins.hasattr" | "numlir.library.has_method")
        || query::NAMES.contains(&name)
}

/// Whether the result is a number of Python's own, which promotes weakly against arrays.
fn gives_python_number(name: &str, inputs: &[Option<Argument>]) -> bool {
    match name.split_once('.') {
        Some(("builtins", "abs" | "min" | "max" | "sum" | "pow" | "divmod" | "round")) => {
            let weak = |input: &Argument| input.constant.as_ref().is_some_and(Constant::is_number);
            inputs.iter().flatten().all(weak)
        }
        Some(("builtins" | "math", _)) => true,
        _ => false,
    }
}

/// Looks a builtin up by its canonical name.
pub fn find(name: &str) -> Option<&'static Builtin> {
    static TABLE: LazyLock<HashMap<&'static str, Builtin>> = LazyLock::new(|| {
        FAMILIES
            .iter()
            .chain(cuda::FAMILIES)
            .flat_map(|family| family.iter())
            .map(|builtin| (builtin.name, *builtin))
            .collect()
    });
    TABLE.get(name)
}

/// How many inputs and outputs a ufunc of NumPy's has; `None` for what is no ufunc.
pub fn ufunc_counts(name: &str) -> Option<(usize, usize)> {
    let parameters = find(name).filter(|builtin| builtin.parameters.contains(&"=where?"))?.parameters;
    let inputs = parameters.iter().take_while(|name| !name.starts_with("out")).count();
    Some((inputs, parameters.iter().filter(|name| name.starts_with("out")).count()))
}

static FAMILIES: &[&[Builtin]] = &[
    iterate::FAMILY,
    view::FAMILY,
    flat::FAMILY,
    selection::FAMILY,
    compress::FAMILY,
    raising::FAMILY,
    print::FAMILY,
    array::FAMILY,
    methods::FAMILY,
    call_c::FAMILY,
    call_llvm::FAMILY,
    choice::FAMILY,
    function_value::FAMILY,
    literal::FAMILY,
    object_call::FAMILY,
    pointer::FAMILY,
    exact_sum::FAMILY,
    convert::PYTHON,
    date::FAMILY,
    convert::NUMPY,
    numeric::FAMILY,
    math::UNARY,
    math::BINARY,
    math::FLOATS,
    math::MIXED,
    math_integer::FAMILY,
    numpy_scalar::TRANSCENDENTAL,
    numpy_scalar::REAL_UNARY,
    numpy_scalar::REAL_BINARY,
    numpy_scalar::ARITHMETIC,
    numpy_scalar::MATH,
    numpy_scalar::INTEGER,
    numpy_scalar::LOGIC,
    query::FAMILY,
    instance::FAMILY,
    query::TEXT,
    list::FAMILY,
    string::FAMILY,
    set::FAMILY,
    reduce::FAMILY,
    numpy_scalar::PAIRS,
    numpy_scalar::PARTS,
    whole::FAMILY,
];

/// The type of a builtin's result, and its constant where it is known.
///
/// # Errors
/// What does not fit.
pub fn infer(builtin: &Builtin, inputs: &[Option<Argument>]) -> Result<(Type, Option<Constant>), String> {
    let ty = (builtin.infer)(inputs)?;
    let constant = match (builtin.name, inputs.first().and_then(Option::as_ref)) {
        ("builtins.len", Some(Argument { ty: Type::Tuple(elements), .. })) => {
            Some(Constant::Int(elements.len() as i64))
        }
        _ if ty == Type::None => Some(Constant::None),
        ("builtins.isinstance", _) => string::is_instance(inputs),
        ("numlir.library.code_points", _) => query::code_points(inputs),
        (name, Some(Argument { constant, .. })) if literal::answers(name) => constant.clone(),
        ("numlir.library.field_names", _) => instance::names(inputs),
        _ if choice::answers(builtin.name) => choice::answer(inputs),
        _ if view::answers(builtin.name) => view::answer(builtin.name, inputs),
        _ if selection::answers(builtin.name) => selection::answer(builtin.name, inputs),
        _ if is_query(builtin.name) => query::answer(builtin.name, inputs),
        (name, _) if gives_python_number(name, inputs) => Some(Constant::Python),
        _ => None,
    };
    Ok((ty, constant))
}

/// What `list()` holds, as far as the call says it.
pub const NO_ELEMENT: Type = Type::Undetermined(u32::MAX);

/// The prefix of the canonical names of a type's methods and attributes.
pub fn family(ty: &Type) -> &'static str {
    match ty {
        Type::Array(_) => "array",
        Type::Named { class, .. } if named::is_enumeration(class) => "enum",
        Type::Tuple(_) | Type::Named { .. } => "tuple",
        Type::Str => "str",
        Type::Bytes => "bytes",
        Type::List(_) => "list",
        Type::Set(_) => "set",
        Type::Dtype(_) => "dtype",
        Type::Slice(_) => "slice",
        Type::Generator => "generator",
        // What compiled code makes has the methods of NumPy's.
        Type::Instance { class, .. } if **class == *numlir_dialects::instance::SEEDED_GENERATOR => "generator",
        Type::Pointer(_) => "pointer",
        Type::Builtin(name) if crate::made_ufunc::MadeUfunc::parse(name).is_some() || ufunc_counts(name).is_some() => {
            "ufunc"
        }
        Type::Instance { class, .. } => numlir_dialects::instance::family(class).unwrap_or("instance"),
        _ => "scalar",
    }
}

/// The dtype that a value names: a dtype object, a NumPy scalar class, or one of `bool`, `int`, `float`, `complex`.
pub fn dtype_of(ty: &Type) -> Option<Scalar> {
    match ty {
        Type::Dtype(scalar) => Some(*scalar),
        Type::Builtin(name) => match name.split_once('.')? {
            ("builtins", "bool" | "int" | "float" | "complex") | ("numpy" | "numlir", _) => {
                Scalar::from_name(name.split_once('.')?.1)
            }
            _ => None,
        },
        _ => None,
    }
}
