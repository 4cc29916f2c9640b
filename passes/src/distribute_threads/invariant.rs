//! Values that are computed from the thread's place and the kernel's arguments alone: they are computed again rather than kept.

use numlir_dialects::{Block, Operation, Value};
use rustc_hash::FxHashMap;

/// Operations that a value is rather computed from again than kept, counted along the longest way.
const MOST_COMPUTED: u32 = 12;

/// Such values, each with the length of the longest way to it.
pub struct Invariants<'c>(FxHashMap<Value<'c>, u32>);

impl<'c> Invariants<'c> {
    /// Looks at blocks in reverse post-order, the kernel's first one first.
    pub fn of(order: &[Block<'c>]) -> Self {
        let mut found = Self(order[0].arguments().map(|argument| (argument, 0)).collect());
        order.iter().flat_map(|block| block.operations()).for_each(|operation| found.note(operation));
        found
    }

    pub fn contains(&self, value: Value<'c>) -> bool {
        self.0.contains_key(&value)
    }

    fn note(&mut self, operation: Operation<'c>) {
        let computed = matches!(
            operation.name(),
            "simt.id" | "simt.position" | "simt.extent" | "simt.lane" | "simt.memory" | "simt.dynamic_size"
        );
        let cheap = match operation.name().split_once('.') {
            Some(("arith", name)) => !name.contains("div") && !name.contains("rem"),
            Some(("llvm", name)) => {
                name.starts_with("mlir.") || matches!(name, "getelementptr" | "add" | "sub" | "mul" | "icmp")
            }
            _ => false,
        };
        if !computed && !cheap {
            return;
        }
        let depth = operation.operands().map(|operand| self.0.get(&operand).copied()).collect::<Option<Vec<_>>>();
        let Some(depth) = depth.map(|depths| depths.into_iter().max().unwrap_or(0) + 1) else { return };
        if depth <= MOST_COMPUTED {
            self.0.extend(operation.results().map(|result| (result, depth)));
        }
    }
}
