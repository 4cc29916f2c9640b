//! What lowerings write with: a builder, the settings that change meaning, and declarations of C functions.

use melior::ir::Type as MlirType;
use numlir_dialects::{
    Block, Builder, Operation, Region, Value,
    convert::scalar_to_mlir,
    types::{Scalar, Type},
};
use smallvec::SmallVec;
use std::{collections::BTreeMap, sync::Arc};

/// The values that stand for one Python value at the `nd` stage: one for a scalar or an array, none for `None`, those of
/// its elements for a tuple.
pub type Values<'c> = SmallVec<[Value<'c>; 2]>;

/// A constant that inference knows a value to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(Arc<str>),
}

/// Settings of a compilation that change what code means.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Settings {
    /// Division by zero gives infinities and NaN (integers: 0) instead of ZeroDivisionError.
    pub numpy_errors: bool,
    /// Floating-point operations may be reassociated and contracted.
    pub fastmath: bool,
    /// Accesses outside an array raise IndexError.
    pub boundscheck: bool,
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

/// Code in the making: operations go where the builder stands.
pub struct Code<'a, 'c> {
    pub builder: Builder<'c>,
    pub settings: &'a Settings,
    /// C functions called so far; the pass declares them once at the end.
    pub externals: &'a mut BTreeMap<String, External>,
}

impl<'c> Code<'_, 'c> {
    /// The type that holds a scalar at this stage: integers have no sign, a bool is `i1`.
    pub fn storage(&self, scalar: Scalar) -> MlirType<'c> {
        if scalar.is_integer() {
            self.builder.integer_type(scalar.size() * 8)
        } else {
            scalar_to_mlir(self.builder.context, scalar)
        }
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
        self.externals.entry(name.to_owned()).or_insert(external);
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
        let outside = self.builder;
        let ty = self.storage(result);
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
        let flags = self.settings.fastmath.then(|| {
            melior::ir::Attribute::parse(self.builder.context, "#arith.fastmath<fast>").expect("an attribute of arith")
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
