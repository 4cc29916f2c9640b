//! Integers that are divided as floating-point numbers by a constant: products with its reciprocal, for devices, which have no
//! instruction that divides.
//!
//! ```text
//!     %x = arith.uitofp %i                  %x = arith.uitofp %i
//!     %q = arith.divf %x, 65535.0     =>    %low = arith.mulf %x, 8.2719…e-25
//!                                           %q = math.fma %x, 1.5259…e-05, %low
//! ```
//!
//! The result has the bits of the division. The reciprocal is a sum `high + low`, so that what is rounded differs from the quotient by less
//! than `2^(1-2p)` of it, for numbers of `p` bits. A quotient is no midpoint between two numbers, and where the divisor's significand ends with
//! `t` zero bits, it is at least `2^(t-1-2p)` of it away from each: three zero bits are enough (Brisebarre, Muller and Raina, "Accelerating
//! correctly rounded floating-point division when the divisor is known in advance", 2004). For other divisors what was found, which is one of the
//! two numbers around the quotient, is corrected by its exact remainder (Markstein's theorem), with two operations more.
//!
//! An integer is zero without a sign, or at least 1 and at most 2^64 in size, so that nothing overflows, underflows or is infinite with
//! divisors of moderate size. They are positive, as a negative one would give zeros a sign. Powers of two are left to LLVM. Linear.

use crate::blocks::visit_operations;
use melior::Context;
use numlir_dialects::{Builder, Operation, Value, build::float_value, passes::Outcome};

/// Divisors are between this and its reciprocal.
pub const LARGEST_DIVISOR: f64 = 1_073_741_824.0;
/// The zero bits at the end of a divisor's significand that make the sum of two products exact.
const ENOUGH_ZEROS: u32 = 3;

/// Rewrites the divisions of a module's functions; with the option `kernels`, only of those that are kernels.
pub fn divide_by_constants<'c>(context: &'c Context, module: Operation<'c>, options: &str) -> Outcome {
    let kernels = options.split_whitespace().any(|option| option == "kernels");
    let Some(top) = module.region(0).first_block() else { return Ok(()) };
    for function in top.operations().filter(|operation| operation.is("func.func")) {
        if !kernels || function.attribute("numlir.grid_kernel").is_some() {
            let mut divisions = Vec::new();
            visit_operations(function.region(0), &mut |operation| {
                divisions.extend(reciprocal_for(operation).map(|reciprocal| (operation, reciprocal)));
            });
            for (operation, reciprocal) in divisions {
                rewrite(context, operation, reciprocal);
            }
        }
    }
    Ok(())
}

/// What a division is to be done with, where it is one that may be.
fn reciprocal_for(operation: Operation) -> Option<Reciprocal> {
    let made = operation.is("arith.divf").then(|| operation.operand(0).defining_operation())??;
    if !matches!(made.name(), "arith.sitofp" | "arith.uitofp") {
        return None;
    }
    let divisor = operation.operand(1).defining_operation()?;
    let (ty, value) = divisor.is("arith.constant").then(|| divisor.attribute("value").and_then(float_value))??;
    match ty.to_string().as_str() {
        "f64" => Reciprocal::of_f64(value),
        "f32" => Reciprocal::of_f32(value as f32),
        _ => None,
    }
}

fn rewrite<'c>(context: &'c Context, operation: Operation<'c>, reciprocal: Reciprocal) {
    let builder = Builder::before(context, operation);
    let [number, divisor] = [operation.operand(0), operation.operand(1)];
    let ty = number.ty();
    let [high, low] = [reciprocal.high, reciprocal.low].map(|part| builder.constant_float(ty, part));
    let fma = |factors: [Value<'c>; 2], sum| builder.op("math.fma").operands(factors).operand(sum).result(ty).value();
    let smaller = builder.binary("arith.mulf", number, low);
    let mut quotient = fma([number, high], smaller);
    if !reciprocal.is_enough {
        let negative = builder.unary("arith.negf", quotient);
        let remainder = fma([negative, divisor], number);
        quotient = fma([remainder, high], quotient);
    }
    operation.result(0).replace_all_uses(quotient);
    operation.erase();
}

/// A sum of two numbers, one over a divisor to twice the bits.
#[derive(Clone, Copy)]
pub struct Reciprocal {
    pub high: f64,
    pub low: f64,
    /// Whether the products with both parts, rounded once, are the quotient.
    pub is_enough: bool,
}

impl Reciprocal {
    /// That of a divisor which may be replaced; `None` for others.
    pub fn of_f64(divisor: f64) -> Option<Self> {
        let high = divisor.recip();
        let low = (-high).mul_add(divisor, 1.0) / divisor;
        Self::of(divisor, (high, low), divisor.to_bits().trailing_zeros())
    }

    /// As [`of_f64`](Self::of_f64), for divisions of 32 bits: both parts are exact as numbers of 32 bits.
    pub fn of_f32(divisor: f32) -> Option<Self> {
        let high = divisor.recip();
        let low = (-high).mul_add(divisor, 1.0) / divisor;
        Self::of(divisor.into(), (high.into(), low.into()), divisor.to_bits().trailing_zeros())
    }

    fn of(divisor: f64, (high, low): (f64, f64), zeros: u32) -> Option<Self> {
        let is_moderate = (1.0 / LARGEST_DIVISOR..=LARGEST_DIVISOR).contains(&divisor);
        (is_moderate && low != 0.0).then_some(Self { high, low, is_enough: zeros >= ENOUGH_ZEROS })
    }
}
