//! Which functions draw random numbers from the generators that each thread has.

use crate::blocks::visit_operations;
use numlir_dialects::{Operation, Region};
use rustc_hash::{FxHashMap, FxHashSet};

/// The functions that draw, themselves or through others.
pub struct Drawing<'c>(FxHashSet<&'c str>);

impl<'c> Drawing<'c> {
    /// Those of a module's functions. Linear in the calls, for each level of them.
    pub fn of(functions: &[Operation<'c>]) -> Self {
        let mut found = Self(FxHashSet::default());
        let mut callers: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        let mut open = Vec::new();
        for function in functions {
            let name = function.text("sym_name");
            visit_operations(function.region(0), &mut |inner| {
                if inner.is("func.call") {
                    callers.entry(inner.text("callee")).or_default().push(name);
                }
            });
            if found.is_in(function.region(0)) {
                open.push(name);
            }
        }
        while let Some(name) = open.pop() {
            if found.0.insert(name) {
                open.extend(callers.get(name).into_iter().flatten());
            }
        }
        found
    }

    /// Whether a region draws.
    pub fn is_in(&self, region: Region<'c>) -> bool {
        let mut draws = false;
        visit_operations(region, &mut |inner| {
            draws |= match inner.name() {
                "nd.call_c" => inner.text("symbol").starts_with("numlir_random_"),
                "func.call" => self.0.contains(inner.text("callee")),
                _ => false,
            };
        });
        draws
    }
}
