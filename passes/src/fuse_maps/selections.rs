//! What a mask selects, in the reduction that uses it.
//!
//! ```mlir
//! %n = nd.count_true %m : …                        %l = nd.dim %m, 0 : …
//! %t = nd.compress (%n) %a where %m : …            %s = nd.reduce "add" axes [0] (%l) (%a, %m) {
//! %s = nd.reduce "add" axes [0] (%n) (%t) {   =>   ^bb0(%x: i64, %c: i1):
//! ^bb0(%x: i64):                                     %v = arith.select %c, %x, %zero : i64
//!   nd.yield %x : i64                                nd.yield %v : i64
//! } : …                                            } : …
//! ```
//!
//! Where the order of the elements does not matter, or an element that changes nothing may stand among them, elements that are not
//! selected count as one that changes nothing: what follows sees nothing but a reduction. What costs much is computed of those that are selected
//! alone, so it stays. Sums whose order depends on how many elements there are become `nd.reduce_compressed`.

use super::{Fusion, is_cheap, memory::Memory, places::erase_with_views};
use crate::{
    code::{Code, Externals, Settings},
    elementwise::is_same,
    extent::dim,
    loops::{body, first_segment},
    lower_reduce::kind::{How, Kind},
};
use numlir_dialects::{Builder, Operation, Region, Value, convert::is_array};
use rustc_hash::FxHashMap;

/// One count of each mask, and one look at how far positions reach, as long as nobody writes to them.
pub fn merge_counts<'c>(memory: &mut Memory<'c>, region: Region<'c>) {
    for block in region.blocks() {
        memory.enter_block();
        let mut counts: Vec<(Operation<'c>, usize)> = Vec::new();
        for (position, operation) in block.operations().collect::<Vec<_>>().into_iter().enumerate() {
            if operation.is("nd.count_true") || operation.is("nd.reach") {
                let array = operation.operand(0);
                let same = |(count, at): &(Operation<'c>, usize), memory: &mut Memory<'c>| {
                    count.name() == operation.name()
                        && is_same(count.operand(0), array)
                        && !memory.is_written(array, *at)
                };
                match counts.iter().find(|earlier| same(earlier, memory)) {
                    Some((count, _)) => {
                        operation.result(0).replace_all_uses(count.result(0));
                        erase_with_views(operation);
                        continue;
                    }
                    None => counts.push((operation, position)),
                }
            }
            if operation.region_count() > 0 {
                let outside = memory.leave_for_inner();
                (0..operation.region_count()).for_each(|index| merge_counts(memory, operation.region(index)));
                memory.come_back(outside);
            }
            memory.note(operation, position);
        }
    }
}

impl<'c> Fusion<'c> {
    /// Takes the selections among a reduction's inputs into it; gives the reduction that it is then.
    pub fn selections(
        &mut self,
        reduction: Operation<'c>,
        positions: &FxHashMap<Operation<'c>, usize>,
    ) -> Option<Operation<'c>> {
        let selected = Selected::elements(reduction)?;
        if !self.may_take_selected(reduction, &selected, positions) {
            return None;
        }
        let kind = Kind::of(reduction).ok()?;
        let inner = body(reduction);
        let made = if kind.is_pairwise() {
            self.compressed(reduction, &selected)
        } else if is_cheap(inner) && !(kind.how == How::Mul && kind.element.is_complex()) {
            self.masked(reduction, kind, &selected)
        } else {
            return None;
        };
        self.take_place(made, reduction, &selected);
        Some(made)
    }

    /// Whether nobody else has what is selected, and what it is selected of is as it was then.
    pub(super) fn may_take_selected(
        &mut self,
        reduction: Operation<'c>,
        selected: &Selected<'c>,
        positions: &FxHashMap<Operation<'c>, usize>,
    ) -> bool {
        selected.compressed.iter().all(|compress| {
            let only_here = compress.result(0).uses().iter().all(|(user, _)| *user == reduction);
            only_here && self.is_as_selected(*compress, positions)
        })
    }

    /// Whether the array and the mask of a selection are as they were then.
    pub(super) fn is_as_selected(
        &mut self,
        compress: Operation<'c>,
        positions: &FxHashMap<Operation<'c>, usize>,
    ) -> bool {
        let Some(&position) = positions.get(&compress) else { return false };
        !compress.operands().skip(1).any(|array| self.memory.is_written(array, position))
    }

    /// Puts an operation in the place of a reduction and of what was selected for it.
    pub(super) fn take_place(&mut self, made: Operation<'c>, reduction: Operation<'c>, selected: &Selected<'c>) {
        self.sizes.remove(&reduction);
        reduction.result(0).replace_all_uses(made.result(0));
        reduction.erase();
        let count = selected.compressed.first().and_then(|compress| compress.operand(0).defining_operation());
        selected.compressed.iter().for_each(|compress| compress.erase());
        // Else the mask would have another user.
        count.into_iter().filter(|count| !count.result(0).has_uses()).for_each(Operation::erase);
    }

    /// The reduction over all elements, where those that are not selected count as one that changes nothing.
    fn masked(&self, reduction: Operation<'c>, kind: Kind, selected: &Selected<'c>) -> Operation<'c> {
        let builder = Builder::before(self.context, reduction);
        let made = builder
            .op("nd.reduce")
            .operand(dim(&builder, selected.mask, 0))
            .operands(selected.sources(reduction, 1))
            .operand(selected.mask)
            .attribute("kind", builder.string(reduction.text("kind")))
            .attribute("axes", builder.dense_i64(&[0]))
            .attribute("operandSegmentSizes", builder.dense_i32(&[1, reduction.operand_count() as i32]))
            .maybe_attribute("unsigned", reduction.attribute("unsigned"))
            .result(reduction.result(0).ty())
            .region()
            .insert();
        made.region(0).take_body(reduction.region(0));
        only_selected(self.context, made, kind);
        made
    }

    /// The reduction of the selected elements in their order.
    fn compressed(&self, reduction: Operation<'c>, selected: &Selected<'c>) -> Operation<'c> {
        let builder = Builder::before(self.context, reduction);
        let made = builder
            .op("nd.reduce_compressed")
            .operands([reduction.operand(0), selected.mask])
            .operands(selected.sources(reduction, 1))
            .attribute("kind", builder.string(reduction.text("kind")))
            .result(reduction.result(0).ty())
            .region()
            .insert();
        made.region(0).take_body(reduction.region(0));
        made
    }
}

/// Has a reduction take the mask as one more argument: what is not selected counts as one that changes nothing.
pub(super) fn only_selected<'c>(context: &'c melior::Context, reduction: Operation<'c>, kind: Kind) {
    let inner = body(reduction);
    let end = inner.terminator().expect("a region ends with nd.yield");
    let (settings, mut externals) = (Settings::default(), Externals::default());
    let code = Code { builder: Builder::before(context, end), settings: &settings, externals: &mut externals };
    let is_selected = inner.add_argument(code.builder.i1(), code.builder.location);
    let identity = kind.identity(&code);
    end.set_operand(0, code.builder.select(is_selected, end.operand(0), identity));
}

/// The selections by one mask that a reduction is over.
pub(super) struct Selected<'c> {
    pub mask: Value<'c>,
    pub compressed: Vec<Operation<'c>>,
}

impl<'c> Selected<'c> {
    /// Of a reduction to a scalar all of whose arrays are selections by one mask.
    fn elements(reduction: Operation<'c>) -> Option<Self> {
        if first_segment(reduction) != 1 || is_array(reduction.result(0).ty()) {
            return None;
        }
        Self::of(reduction, |_| true)
    }

    /// Of a reduction all of whose arrays are selections by one mask, of which a condition holds.
    pub fn of(reduction: Operation<'c>, fits: impl Fn(Operation<'c>) -> bool) -> Option<Self> {
        // What NumPy's buffer holds at a time matters only where the order does.
        let in_buffers = reduction.attribute("buffered").is_some();
        if !reduction.is("nd.reduce") || (in_buffers && Kind::of(reduction).is_ok_and(Kind::is_ordered)) {
            return None;
        }
        let count = reduction.operand(0);
        let mut mask = None;
        let mut compressed = Vec::new();
        for input in reduction.operands().skip(first_segment(reduction)).filter(|input| is_array(input.ty())) {
            let compress = input.defining_operation().filter(|made| made.is("nd.compress"))?;
            let own = compress.operand(2);
            if compress.operand(0) != count || !is_same(*mask.get_or_insert(own), own) || !fits(compress) {
                return None;
            }
            if !compressed.contains(&compress) {
                compressed.push(compress);
            }
        }
        Some(Self { mask: mask?, compressed })
    }

    /// The inputs of a reduction of so many axes, with the whole arrays for what is selected of them.
    pub fn sources(&self, reduction: Operation<'c>, rank: usize) -> Vec<Value<'c>> {
        let whole = |input: Value<'c>| match input.defining_operation() {
            Some(made) if self.compressed.contains(&made) => made.operand(1),
            _ => input,
        };
        reduction.operands().skip(rank).map(whole).collect()
    }
}
