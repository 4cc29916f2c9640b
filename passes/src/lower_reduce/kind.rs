//! How values combine.

use crate::{
    code::Code,
    extent::array_type,
    loops::{body, vector_of},
};
use numlir_dialects::{FloatPredicate, Operation, Value, convert::from_mlir, types::Scalar};
use numlir_grammar::diagnostic::{Diagnostic, Kind as Error};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Add,
    Mul,
    Min,
    Max,
    FMin,
    FMax,
    And,
    Or,
    Xor,
}

/// A kind of reduction of values of a type.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    pub how: How,
    pub element: Scalar,
}

impl Kind {
    /// The kind of an `nd.reduce`.
    ///
    /// # Errors
    /// A combination of kind and type that has no meaning here: a fault of whoever made the operation.
    pub fn of(operation: Operation) -> Result<Self, Vec<Diagnostic>> {
        let name = operation.text("kind");
        if gives_positions(operation) {
            let yielded = body(operation).terminator().map(|end| end.operand(0).ty());
            let element =
                yielded.and_then(from_mlir).and_then(|ty| ty.scalar()).ok_or_else(|| unknown(name, "no scalar"))?;
            let element = if operation.attribute("unsigned").is_some() { unsigned(element) } else { element };
            return Ok(Self { how: if name == "argmin" { How::Min } else { How::Max }, element });
        }
        let how = match name {
            "add" => How::Add,
            "mul" => How::Mul,
            "min" => How::Min,
            "max" => How::Max,
            "fmin" => How::FMin,
            "fmax" => How::FMax,
            "and" => How::And,
            "or" => How::Or,
            "xor" => How::Xor,
            _ => return Err(unknown(name, "a value")),
        };
        let result = operation.result(0);
        let element = match array_type(result) {
            Some(array) => array.element,
            None => from_mlir(result.ty()).and_then(|ty| ty.scalar()).ok_or_else(|| unknown(name, "no scalar"))?,
        };
        let element = if operation.attribute("unsigned").is_some() { unsigned(element) } else { element };
        let fits = match how {
            How::Add | How::Mul => element != Scalar::Bool,
            How::And | How::Or | How::Xor => !element.is_float() && !element.is_complex(),
            _ => !element.is_complex(),
        };
        if fits { Ok(Self { how, element }) } else { Err(unknown(name, element.name())) }
    }

    /// Whether rows are summed pairwise.
    pub fn is_pairwise(self) -> bool {
        self.how == How::Add && (self.element.is_float() || self.element.is_complex())
    }

    /// The kind that rows are combined by: NumPy adds and multiplies the float16 of a row in float32, and rounds what they give.
    pub fn of_rows(self) -> Self {
        match self {
            Self { how: How::Add | How::Mul, element: Scalar::Float16 } => Self { element: Scalar::Float32, ..self },
            other => other,
        }
    }

    /// Whether the order in which values are combined changes what they give.
    pub fn is_ordered(self) -> bool {
        matches!(self.how, How::Add | How::Mul) && (self.element.is_float() || self.element.is_complex())
    }

    /// Rows up to this length gain nothing from loops on vectors and what is left over behind them.
    pub fn longest_short_row(self) -> i64 {
        if self.element.is_complex() { 3 } else { 15 }
    }

    /// What nothing combines to.
    pub fn identity<'c>(self, code: &Code<'_, 'c>) -> Value<'c> {
        let element = self.element;
        let float = element.is_float();
        let bits = element.size() * 8;
        let (lowest, highest) = match element {
            Scalar::Bool => (0, 1),
            _ if element.is_unsigned() => (0, -1),
            _ => (i64::MIN >> (64 - bits.min(64)), i64::MAX >> (64 - bits.min(64))),
        };
        let integer = |value| code.builder.constant_int(code.storage(element), value);
        let real = |value| code.builder.constant_float(code.storage(element), value);
        match self.how {
            How::Add | How::Mul => self.number(code, if self.how == How::Add { 0.0 } else { 1.0 }),
            How::Min if float => real(f64::INFINITY),
            How::Max if float => real(f64::NEG_INFINITY),
            How::FMin | How::FMax if float => real(f64::NAN),
            How::Min | How::FMin => integer(highest),
            How::Max | How::FMax => integer(lowest),
            How::And => integer(if element == Scalar::Bool { 1 } else { -1 }),
            How::Or | How::Xor => integer(0),
        }
    }

    /// The truth value that no other changes.
    pub fn absorbing<'c>(self, code: &Code<'_, 'c>) -> Option<Value<'c>> {
        let truth = |value| Some(code.builder.constant_int(code.storage(Scalar::Bool), value));
        match (self.how, self.element) {
            (How::And, Scalar::Bool) => truth(0),
            (How::Or, Scalar::Bool) => truth(1),
            _ => None,
        }
    }

    /// A real number as a value of the type.
    pub fn number<'c>(self, code: &Code<'_, 'c>, value: f64) -> Value<'c> {
        if !self.element.is_complex() {
            return code.constant(self.element, value);
        }
        let part = |value| code.constant(self.element.real(), value);
        // Minus zero on both sides leaves any number as it is.
        let imaginary = if value == 0.0 { value } else { 0.0 };
        self.complex(code, part(value), part(imaginary))
    }

    pub fn complex<'c>(self, code: &Code<'_, 'c>, real: Value<'c>, imaginary: Value<'c>) -> Value<'c> {
        let ty = code.storage(self.element);
        code.builder.op("complex.create").operand(real).operand(imaginary).result(ty).value()
    }

    /// One value from two, or eight from twice eight, at the least cost.
    pub fn combine<'c>(self, code: &Code<'_, 'c>, a: Value<'c>, b: Value<'c>) -> Value<'c> {
        let better = match self.how {
            How::Min | How::FMin => FloatPredicate::Olt,
            _ => FloatPredicate::Ogt,
        };
        match self.how {
            How::Min | How::Max | How::FMin | How::FMax if self.element.is_float() => {
                // One instruction, which gives the first value where either is NaN.
                let compare = |predicate: FloatPredicate, a: Value<'c>, b| {
                    let one = code.builder.i1();
                    let truth = if a.ty() == code.storage(self.element) { one } else { vector_of(one) };
                    let predicate = code.builder.integer(code.builder.i64(), predicate as i64);
                    code.builder
                        .op("arith.cmpf")
                        .attribute("predicate", predicate)
                        .operands([a, b])
                        .result(truth)
                        .value()
                };
                let best = code.builder.select(compare(better, b, a), b, a);
                let (odd, other) = if matches!(self.how, How::Min | How::Max) { (b, b) } else { (a, b) };
                let is_nan = compare(FloatPredicate::Une, odd, odd);
                code.builder.select(is_nan, other, best)
            }
            _ => self.accumulate(code, a, b),
        }
    }

    /// One value from two, so that LLVM sees a reduction in a loop of these.
    pub fn accumulate<'c>(self, code: &Code<'_, 'c>, a: Value<'c>, b: Value<'c>) -> Value<'c> {
        let element = self.element;
        let pick = |float, signed, unsigned| {
            if element.is_float() {
                float
            } else if element.is_signed() {
                signed
            } else {
                unsigned
            }
        };
        let name = match self.how {
            How::Add if element.is_complex() => "complex.add",
            How::Mul if element.is_complex() => "complex.mul",
            How::Add => pick("arith.addf", "arith.addi", "arith.addi"),
            How::Mul => pick("arith.mulf", "arith.muli", "arith.muli"),
            How::Min => pick("arith.minimumf", "arith.minsi", "arith.minui"),
            How::Max => pick("arith.maximumf", "arith.maxsi", "arith.maxui"),
            How::FMin => pick("arith.minnumf", "arith.minsi", "arith.minui"),
            How::FMax => pick("arith.maxnumf", "arith.maxsi", "arith.maxui"),
            How::And => "arith.andi",
            How::Or => "arith.ori",
            How::Xor => "arith.xori",
        };
        code.builder.binary(name, a, b)
    }
}

/// Whether a reduction tells where extremes are.
pub fn gives_positions(operation: Operation) -> bool {
    matches!(operation.text("kind"), "argmin" | "argmax")
}

fn unsigned(element: Scalar) -> Scalar {
    match element {
        Scalar::Int8 => Scalar::UInt8,
        Scalar::Int16 => Scalar::UInt16,
        Scalar::Int32 => Scalar::UInt32,
        Scalar::Int64 => Scalar::UInt64,
        other => other,
    }
}

fn unknown(kind: &str, element: &str) -> Vec<Diagnostic> {
    let message = format!("lower-reduce does not know \"{kind}\" of {element}");
    vec![Diagnostic::new(Error::Internal, "lower-reduce", message)]
}
