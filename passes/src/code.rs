//! What lowerings write with: a builder, the settings that change meaning, and declarations of C functions.

use melior::ir::Type as MlirType;
use numlir_dialects::{
    Block, Builder, Operation, Region, Value,
    convert::storage_to_mlir,
    types::{Scalar, Type},
};
use smallvec::SmallVec;
use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

/// The values that stand for one Python value at the `nd` stage: one for a scalar or an array, none for `None`, those of
/// its elements for a tuple.
pub type Values<'c> = SmallVec<[Value<'c>; 2]>;

/// What inference knows of a value beyond its type.
#[derive(Clone, Debug)]
pub enum Constant {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(Arc<str>),
    /// Elements of a tuple, or bounds of a slice, each known or not.
    Tuple(Arc<[Option<Constant>]>),
    /// A number of Python's own, whose value is not known. Such numbers promote weakly against arrays (NEP 50), as literals
    /// do; elements of arrays, and NumPy's scalars, do not.
    Python,
}

impl PartialEq for Constant {
    /// Equality of what is known: floats are compared by their bits, so that NaN is itself and the zeros differ.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None) | (Self::Python, Self::Python) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a.to_bits() == b.to_bits(),
            (Self::Str(a), Self::Str(b)) => a == b,
            (Self::Tuple(a), Self::Tuple(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Constant {}

impl Hash for Constant {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Self::None | Self::Python => {}
            Self::Bool(value) => value.hash(state),
            Self::Int(value) => value.hash(state),
            Self::Float(value) => value.to_bits().hash(state),
            Self::Str(text) => text.hash(state),
            Self::Tuple(elements) => elements.hash(state),
        }
    }
}

/// As in Python's text; `_` where the value is not known.
impl fmt::Display for Constant {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::None => formatter.write_str("None"),
            Self::Bool(value) => formatter.write_str(if *value { "True" } else { "False" }),
            Self::Int(value) => write!(formatter, "{value}"),
            Self::Float(value) => write!(formatter, "{value:?}"),
            Self::Str(text) => write!(formatter, "{text:?}"),
            Self::Python => formatter.write_str("_"),
            Self::Tuple(elements) => {
                formatter.write_str("(")?;
                for element in elements.iter() {
                    match element {
                        Some(element) => write!(formatter, "{element}, ")?,
                        None => formatter.write_str("_, ")?,
                    }
                }
                formatter.write_str(")")
            }
        }
    }
}

impl Constant {
    /// Whether the value is one of Python's numbers, known or not.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Bool(_) | Self::Int(_) | Self::Float(_) | Self::Python)
    }

    /// Whether the whole value is known.
    pub fn is_known(&self) -> bool {
        match self {
            Self::Python => false,
            Self::Tuple(elements) => elements.iter().all(|element| element.as_ref().is_some_and(Self::is_known)),
            _ => true,
        }
    }

    /// What is known where either may be the value.
    pub fn join(a: Option<&Self>, b: Option<&Self>) -> Option<Self> {
        match (a?, b?) {
            (a, b) if a == b => Some(a.clone()),
            (a, b) if a.is_number() && b.is_number() => Some(Self::Python),
            (Self::Tuple(a), Self::Tuple(b)) if a.len() == b.len() => {
                Some(Self::Tuple(a.iter().zip(b.iter()).map(|(a, b)| Self::join(a.as_ref(), b.as_ref())).collect()))
            }
            _ => None,
        }
    }

    /// Only whether numbers are Python's: what is known of an argument by whose value nothing is specialised.
    pub fn weakness(&self) -> Option<Self> {
        match self {
            Self::None => Some(Self::None),
            Self::Tuple(elements) => {
                let elements: Arc<[_]> = elements.iter().map(|element| element.as_ref()?.weakness()).collect();
                elements.iter().any(Option::is_some).then_some(Self::Tuple(elements))
            }
            number if number.is_number() => Some(Self::Python),
            _ => None,
        }
    }
}

/// Settings of a compilation that change what code means.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Settings {
    /// Division by zero gives infinities and NaN (integers: 0) instead of ZeroDivisionError.
    pub numpy_errors: bool,
    /// What floating-point operations may be taken for.
    pub fastmath: FastMath,
    /// Accesses outside an array raise IndexError.
    pub boundscheck: bool,
    /// The code is for a device, which has no runtime.
    pub device: bool,
}

/// LLVM's fast-math flags: liberties that floating-point operations may be compiled with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FastMath(u8);

impl FastMath {
    /// Reassociation, no NaN, no infinities, no signed zeros, reciprocals, contraction, approximate functions.
    pub const NAMES: [&str; 7] = ["reassoc", "nnan", "ninf", "nsz", "arcp", "contract", "afn"];
    pub const ALL: Self = Self((1 << Self::NAMES.len()) - 1);

    /// The flags of names; `fast` is all of them. `None` where a name is no flag.
    pub fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        names.into_iter().try_fold(Self::default(), |flags, name| match name {
            "fast" => Some(Self::ALL),
            name => Some(Self(flags.0 | 1 << Self::NAMES.iter().position(|known| *known == name)?)),
        })
    }

    /// As MLIR writes them; `None` where there are none.
    fn text(self) -> Option<String> {
        let names = || (0..).zip(Self::NAMES).filter(|(bit, _)| self.0 >> bit & 1 != 0).map(|(_, name)| name);
        match self {
            Self(0) => None,
            Self::ALL => Some("fast".to_owned()),
            _ => Some(names().collect::<Vec<_>>().join(",")),
        }
    }
}

/// How a C function is declared: the types of its parameters and of its result, whether it reads or writes memory, and
/// whether complex values go by pointer.
#[derive(Clone, Debug, PartialEq)]
pub struct External {
    pub parameters: Vec<Scalar>,
    pub result: Scalar,
    pub pure: bool,
    pub by_pointer: bool,
}

/// A block in object mode as a function: the symbol of what the host knows of it (none where the host notes what goes in as arguments
/// of an exception), and the types of what goes in and out.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectCall {
    pub block: String,
    pub inputs: Vec<Type>,
    pub result: Type,
}

/// What the module calls that it does not define, by symbol.
#[derive(Default)]
pub struct Externals {
    pub functions: BTreeMap<String, External>,
    pub objects: BTreeMap<String, ObjectCall>,
    /// The types of functions whose values are called.
    pub through: Vec<Type>,
    /// The functions that addresses of functions' values lead to, by the type of the value and that of the function.
    pub entries: HashMap<(Type, Type), String>,
}

/// Code in the making: operations go where the builder stands.
pub struct Code<'a, 'c> {
    pub builder: Builder<'c>,
    pub settings: &'a Settings,
    /// What was called so far; the pass declares it once at the end.
    pub externals: &'a mut Externals,
}

impl<'c> Code<'_, 'c> {
    /// The type that holds a scalar at this stage: integers have no sign, a bool is `i1`, a date is a count of its unit.
    pub fn storage(&self, scalar: Scalar) -> MlirType<'c> {
        storage_to_mlir(self.builder.context, scalar)
    }

    /// A constant of an integer, float or bool scalar type.
    pub fn constant(&self, scalar: Scalar, value: f64) -> Value<'c> {
        let ty = self.storage(scalar);
        if scalar.is_float() {
            self.builder.constant_float(ty, value)
        } else {
            self.builder.constant_int(ty, value as i64)
        }
    }

    /// Calls a pure C function of scalars, declared on the way.
    pub fn call_c(&mut self, name: &str, parameters: &[Scalar], result: Scalar, arguments: &[Value<'c>]) -> Value<'c> {
        let by_pointer = result.is_complex() || parameters.iter().any(|scalar| scalar.is_complex());
        let external = External { parameters: parameters.to_vec(), result, pure: true, by_pointer };
        self.externals.functions.entry(name.to_owned()).or_insert(external);
        let ty = self.storage(result);
        self.builder
            .op("func.call")
            .attribute("callee", self.builder.symbol(name))
            .operands(arguments.iter().copied())
            .result(ty)
            .value()
    }

    /// Computes a value in one of two ways, of which only the chosen one runs.
    pub fn either(
        &mut self,
        condition: Value<'c>,
        result: Scalar,
        yes: impl FnOnce(&mut Self) -> Value<'c>,
        no: impl FnOnce(&mut Self) -> Value<'c>,
    ) -> Value<'c> {
        let ty = self.storage(result);
        self.either_of(condition, ty, yes, no)
    }

    /// The same for a value of any one type.
    pub fn either_of(
        &mut self,
        condition: Value<'c>,
        ty: MlirType<'c>,
        yes: impl FnOnce(&mut Self) -> Value<'c>,
        no: impl FnOnce(&mut Self) -> Value<'c>,
    ) -> Value<'c> {
        let outside = self.builder;
        let operation = outside.op("scf.if").operand(condition).result(ty).region().region().insert();
        self.fill(operation.region(0), yes);
        self.fill(operation.region(1), no);
        self.builder = outside;
        operation.result(0)
    }

    /// Fills a region with what gives one value; the builder stays in it.
    fn fill(&mut self, region: Region<'c>, way: impl FnOnce(&mut Self) -> Value<'c>) {
        let block = Block::append(region, &[]);
        self.builder = Builder::at_end(self.builder.context, block, self.builder.location);
        let value = way(self);
        self.builder.op("scf.yield").operand(value).insert();
    }

    /// Raises an exception where the condition holds, with one message.
    pub fn raise_if(&self, condition: Value<'c>, exception: &str, message: &str) -> Operation<'c> {
        self.builder
            .op("nd.raise_if")
            .operand(condition)
            .attribute("exception", self.builder.string(exception))
            .attribute("arguments", self.builder.strings(&[message]))
            .insert()
    }

    /// A floating-point operation, with the fast-math flags of the settings.
    pub fn float_op(&self, name: &'static str, operands: &[Value<'c>]) -> Value<'c> {
        let flags = self.settings.fastmath.text().map(|flags| {
            let text = format!("#arith.fastmath<{flags}>");
            melior::ir::Attribute::parse(self.builder.context, &text).expect("an attribute of arith")
        });
        self.builder
            .op(name)
            .operands(operands.iter().copied())
            .result(operands[0].ty())
            .maybe_attribute("fastmath", flags)
            .value()
    }
}

/// An argument of a builtin's call, while inferring.
#[derive(Clone, Debug)]
pub struct Argument {
    pub ty: Type,
    pub constant: Option<Constant>,
}

/// An argument of a builtin's call, while lowering.
#[derive(Clone)]
pub struct Operand<'c> {
    pub ty: Type,
    pub constant: Option<Constant>,
    pub values: Values<'c>,
}

impl<'c> Operand<'c> {
    /// The value of a scalar or array.
    pub fn value(&self) -> Value<'c> {
        self.values[0]
    }
}
