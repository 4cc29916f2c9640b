//! What costs much and has fewer places than the map it is in.
//!
//! Fusion takes `exp(x)` into `exp(x) + exp(y)` although one of the arrays might be stretched at run time. Where all are
//! of one shape, nothing is computed twice; where they are not, what is stretched is computed first, at its own places:
//!
//! ```text
//! if x.shape == y.shape: c[i] = exp(x[i]) + exp(y[i])
//! else: s = exp(x); t = exp(y); c[...] = s + t
//! ```

use super::nest::{Body, Nest, part::Stretch};
use numlir_dialects::{Block, Operation, Value};
use rustc_hash::FxHashMap;

/// A value that is to be computed first, and the inputs it is computed from.
pub struct Split<'c> {
    pub value: Value<'c>,
    pub inputs: Vec<usize>,
}

/// What is known of a value of the body.
#[derive(Clone, Copy, Default)]
struct Origin {
    /// The inputs it depends on, a bit for each.
    inputs: u64,
    /// Whether computing it from them costs much.
    expensive: bool,
}

/// The values worth computing first where shapes differ.
pub fn find<'c>(nest: &Nest<'c>, body: &Body<'c>) -> Vec<Split<'c>> {
    let count = body.arguments.len();
    let unsure = nest.parts().any(|part| part.stretch.iter().any(|stretch| matches!(stretch, Stretch::If(_))));
    if !unsure || count > 64 {
        return Vec::new();
    }
    let mut origins: FxHashMap<Value, Origin> = FxHashMap::default();
    for (index, argument) in body.arguments.iter().enumerate() {
        let inputs = if nest.part(index).is_some() { 1 << index } else { 0 };
        origins.insert(*argument, Origin { inputs, expensive: false });
    }
    // What depends on all inputs has all places.
    let all = origins.values().fold(0, |all, origin| all | origin.inputs);
    let mut found: Vec<Split> = Vec::new();
    let take = |value: Value<'c>, user: u64, origins: &FxHashMap<Value<'c>, Origin>, found: &mut Vec<Split<'c>>| {
        let Some(origin) = origins.get(&value) else { return };
        let known = found.iter().any(|split| split.value == value);
        if origin.expensive
            && origin.inputs != all
            && origin.inputs != user
            && !known
            && has_fewer_places(nest, origin.inputs)
        {
            let inputs = (0..count).filter(|index| origin.inputs >> index & 1 == 1).collect();
            found.push(Split { value, inputs });
        }
    };
    for operation in body.operations() {
        let mut operands = Vec::new();
        let mut expensive = false;
        look(operation, &mut operands, &mut expensive);
        let mut origin = Origin { inputs: 0, expensive };
        for operand in operands.iter().filter_map(|operand| origins.get(operand)) {
            origin.inputs |= operand.inputs;
        }
        for operand in &operands {
            origin.expensive |=
                origins.get(operand).is_some_and(|operand| operand.expensive && operand.inputs == origin.inputs);
            take(*operand, origin.inputs, &origins, &mut found);
        }
        origins.extend(operation.results().map(|result| (result, origin)));
    }
    found
}

/// Whether there is an axis along which all of these inputs may be stretched.
fn has_fewer_places(nest: &Nest, inputs: u64) -> bool {
    inputs != 0
        && (0..nest.rank()).any(|axis| {
            let mut parts = (0..64).filter(|index| inputs >> index & 1 == 1).filter_map(|index| nest.part(index));
            parts.all(|part| part.stretch[axis] != Stretch::Never)
        })
}

/// The operands of an operation and of all within it, and whether any costs much.
fn look<'c>(operation: Operation<'c>, operands: &mut Vec<Value<'c>>, expensive: &mut bool) {
    operands.extend(operation.operands());
    // Divisions and roots cost less than another loop.
    *expensive |= match operation.name() {
        "func.call" => true,
        "math.absf" | "math.absi" | "math.fma" | "math.copysign" | "math.floor" | "math.ceil" | "math.trunc"
        | "math.roundeven" | "math.sqrt" | "math.ctpop" => false,
        name => name.starts_with("math."),
    };
    for region in (0..operation.region_count()).map(|index| operation.region(index)) {
        region.blocks().flat_map(Block::operations).for_each(|inner| look(inner, operands, expensive));
    }
}
