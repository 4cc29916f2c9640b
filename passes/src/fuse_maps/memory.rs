//! Which memory operations may write.
//!
//! The *root* of an array is the array that it is a view of. Memory that is made here (`nd.create`, `nd.map`, an array
//! that `nd.reduce` gives) and whose array goes nowhere else is written only through that array; all other memory may be
//! written through any array that comes from elsewhere, and by any call.

use crate::blocks::visit_operations;
use numlir_dialects::{Block, Operation, Value, convert::is_array};
use rustc_hash::{FxHashMap, FxHashSet};

/// What has been written in a block so far.
#[derive(Default)]
pub struct Writes<'c> {
    /// The last position at which memory from elsewhere may have been written, plus one.
    elsewhere: usize,
    /// The same for memory that is made here, by its array.
    own: FxHashMap<Value<'c>, usize>,
}

pub struct Memory<'c> {
    /// The functions that write nothing.
    pure: FxHashSet<&'c str>,
    /// Whether the memory of a root is reached only through it.
    private: FxHashMap<Value<'c>, bool>,
    writes: Writes<'c>,
}

impl<'c> Memory<'c> {
    pub fn new(module: Operation<'c>) -> Self {
        let functions = module.region(0).first_block().into_iter().flat_map(Block::operations);
        let pure = functions.filter(|function| function.attribute("numlir.pure").is_some() || only_checks(*function));
        Self {
            pure: pure.map(|function| function.text("sym_name")).collect(),
            private: FxHashMap::default(),
            writes: Writes::default(),
        }
    }

    pub fn enter_block(&mut self) {
        self.writes = Writes::default();
    }

    pub fn leave_for_inner(&mut self) -> Writes<'c> {
        std::mem::take(&mut self.writes)
    }

    pub fn come_back(&mut self, writes: Writes<'c>) {
        self.writes = writes;
    }

    /// Takes note of all that an operation at a position of the block may write.
    pub fn note(&mut self, operation: Operation<'c>, position: usize) {
        match operation.name() {
            "nd.store" => self.written(operation.operand(1), position),
            "nd.fill" => self.written(operation.operand(1), position),
            "nd.map_into" => self.written(operation.operand(0), position),
            "nd.place" => self.written(operation.operand(2), position),
            "nd.map" | "nd.reduce" => {}
            "func.call" if self.pure.contains(operation.text("callee")) => {}
            name if writes_nothing(name) => {
                let regions = (0..operation.region_count()).map(|index| operation.region(index));
                let inner: Vec<_> = regions.flat_map(|region| region.blocks()).flat_map(Block::operations).collect();
                inner.into_iter().for_each(|operation| self.note(operation, position));
            }
            _ => self.writes.elsewhere = position + 1,
        }
    }

    fn written(&mut self, array: Value<'c>, position: usize) {
        let root = root(array);
        if self.is_private(root) {
            self.writes.own.insert(root, position + 1);
        } else {
            self.writes.elsewhere = position + 1;
        }
    }

    /// Whether the memory of an input may have been written behind a position.
    pub fn is_written(&mut self, input: Value<'c>, position: usize) -> bool {
        if !is_array(input.ty()) {
            return false;
        }
        let root = root(input);
        let last = if self.is_private(root) {
            self.writes.own.get(&root).copied().unwrap_or(0)
        } else {
            self.writes.elsewhere
        };
        last > position + 1
    }

    fn is_private(&mut self, root: Value<'c>) -> bool {
        if let Some(known) = self.private.get(&root) {
            return *known;
        }
        let made = root.defining_operation().is_some_and(|made| {
            matches!(made.name(), "nd.create" | "nd.map" | "nd.reduce" | "nd.compress" | "nd.take")
        });
        let private = made && stays(root);
        self.private.insert(root, private);
        private
    }
}

/// The array that an array is a view of.
fn root(array: Value) -> Value {
    let mut root = array;
    while let Some(view) =
        root.defining_operation().filter(|made| matches!(made.name(), "nd.view" | "nd.select" | "nd.relayout"))
    {
        root = view.operand(0);
    }
    root
}

/// Whether an array and its views are only read and written.
fn stays(array: Value) -> bool {
    array.uses().into_iter().all(|(user, _)| match user.name() {
        "nd.load"
        | "nd.store"
        | "nd.fill"
        | "nd.dim"
        | "nd.stride"
        | "nd.map"
        | "nd.map_into"
        | "nd.reduce"
        | "nd.reduce_compressed"
        | "nd.count_true"
        | "nd.compress"
        | "nd.place"
        | "nd.reach"
        | "nd.first_outside"
        | "nd.take"
        | "func.return" => true,
        "nd.view" | "nd.select" | "nd.relayout" => stays(user.result(0)),
        _ => false,
    })
}

/// Operations of `nd` that write no memory that exists.
const QUIET: &[&str] = &[
    "create",
    "frozen",
    "undef",
    "dim",
    "stride",
    "address",
    "index",
    "load",
    "select",
    "relayout",
    "view",
    "scratch",
    "broadcast",
    "count_true",
    "compress",
    "reach",
    "first_outside",
    "take",
    "reduce_compressed",
    "yield",
    "is_null",
    "string",
    "length",
    "capacity",
    "get",
    "raise_if",
    "raise",
];

/// Whether all that a function does is to compute, and to raise.
fn only_checks(function: Operation) -> bool {
    let mut quiet = function.region(0).first_block().is_some();
    visit_operations(function.region(0), &mut |inner| quiet &= writes_nothing(inner.name()));
    quiet
}

/// Whether an operation by itself writes no memory that exists.
fn writes_nothing(name: &str) -> bool {
    match name.split_once('.') {
        Some(("arith" | "math" | "complex" | "cf", _)) => true,
        Some(("scf", _)) => true,
        Some(("nd", name)) => QUIET.contains(&name),
        Some(("func", name)) => name == "return" || name == "constant",
        _ => false,
    }
}
