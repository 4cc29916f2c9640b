//! Ufuncs that a program has made of its own functions (`numlir.vectorize`), as compiled code sees them.
//!
//! Such a ufunc is a value known from its type: a builtin by a name that says all of it. Its kernel is a function of the
//! program. A call specialises the kernel for the elements of the operands and becomes a map (`py_to_nd/made_ufunc.rs`).

use crate::scalar::{
    promote::{self, Kind},
    typing,
};
use numlir_dialects::types::Scalar;
use std::fmt;

const PREFIX: &str = "numlir.made_ufunc";

/// What is known of such a ufunc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeUfunc {
    pub nin: usize,
    pub nout: usize,
    /// What reductions begin with.
    pub identity: Option<i64>,
    /// The loops it is fixed to, each with the types of its inputs and outputs; none where loops come with calls.
    pub loops: Vec<Vec<Scalar>>,
    /// The symbol of the kernel.
    pub kernel: String,
}

/// The name as a builtin.
impl fmt::Display for MadeUfunc {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "{PREFIX}:{}:{}:", self.nin, self.nout)?;
        if let Some(identity) = self.identity {
            write!(formatter, "{identity}")?;
        }
        let one = |scalars: &Vec<Scalar>| scalars.iter().map(|scalar| scalar.name()).collect::<Vec<_>>().join(",");
        let loops: Vec<_> = self.loops.iter().map(one).collect();
        write!(formatter, ":{}:{}", loops.join(";"), self.kernel)
    }
}

impl MadeUfunc {
    /// The ufunc that a builtin's name says; `None` for any other builtin.
    pub fn parse(name: &str) -> Option<Self> {
        let mut parts = name.strip_prefix(PREFIX)?.strip_prefix(':')?.splitn(5, ':');
        let mut part = || parts.next();
        let (nin, nout) = (part()?.parse().ok()?, part()?.parse().ok()?);
        let identity = part()?.parse().ok();
        let one = |text: &str| text.split(',').map(Scalar::from_name).collect::<Option<Vec<_>>>();
        let loops = part()?.split(';').filter(|text| !text.is_empty()).map(one).collect::<Option<_>>()?;
        Some(Self { nin, nout, identity, loops, kernel: part()?.to_owned() })
    }

    /// The types that the kernel computes with for operands, and those of the outputs where they are declared. A fixed ufunc
    /// takes the loop for just these types, or the first to which all operands cast safely, as NumPy does.
    pub fn resolve(&self, operands: &[Kind]) -> Option<(Vec<Scalar>, Option<Vec<Scalar>>)> {
        if self.loops.is_empty() {
            return Some((elements(operands), None));
        }
        let settled: Vec<_> = promote::settled(operands).collect();
        let fits =
            |types: &&Vec<Scalar>| settled.iter().zip(types.iter()).all(|(from, to)| typing::can_cast(*from, *to));
        let exact = |types: &&Vec<Scalar>| types[..self.nin] == settled[..];
        let types = self.loops.iter().find(exact).or_else(|| self.loops.iter().find(fits))?;
        let (inputs, outputs) = types.split_at(self.nin);
        Some((inputs.to_vec(), Some(outputs.to_vec())))
    }
}

/// The types that a kernel is compiled for where nothing is declared: those of the operands as they are. A number of
/// Python's own has the widest type of its kind among the others, where there is one.
pub fn elements(operands: &[Kind]) -> Vec<Scalar> {
    let kind = |element: Scalar| (element.is_complex(), element.is_float(), element.is_integer());
    let widest = |default: Scalar| {
        let strong = operands.iter().filter(|operand| !operand.weak && kind(operand.ty) == kind(default));
        strong.map(|operand| operand.ty).max_by_key(|element| element.size()).unwrap_or(default)
    };
    operands.iter().map(|operand| if operand.weak { widest(operand.ty) } else { operand.ty }).collect()
}
