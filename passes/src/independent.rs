//! Loops whose iterations are independent: what tells LLVM so.

use melior::{Context, ir::Attribute};
use numlir_dialects::build::array_elements;

/// Marks for one loop, or for several that exclude one another: loads and stores of `group` in a loop with one of the
/// annotations do not reach from one iteration into another.
#[derive(Clone, Copy)]
pub struct Independence<'c> {
    /// Of loads and stores.
    pub group: Attribute<'c>,
    /// Of a loop that matters.
    pub often: Attribute<'c>,
    /// Of a loop that does so little with elements far apart that gathering them in vectors costs more than it saves, and that taking
    /// steps costs as much as the rest of it: it is unrolled, to take several at once.
    pub scalar: Attribute<'c>,
    /// Of a loop that is seldom run.
    pub seldom: Attribute<'c>,
    /// Of a loop of which no more is to be left than vectors of which some lanes may be off.
    pub folded: Attribute<'c>,
    /// Of a loop over as many places as whole vectors have.
    pub whole: Attribute<'c>,
    /// Of a loop over what is left behind that: as `folded`, with so many lanes as was asked for.
    pub rest: Attribute<'c>,
}

/// Of a loop whose iterations depend on one another: it is not asked whether it vectorises.
pub fn in_order(context: &Context) -> Attribute<'_> {
    let text = "#llvm.loop_annotation<vectorize = #llvm.loop_vectorize<disable = true>, \
                unroll = #llvm.loop_unroll<disable = true>>";
    Attribute::parse(context, text).expect("an attribute of llvm")
}

/// Of a loop around others: copies of those would cost more than the step that they save, and compile time.
pub fn around(context: &Context) -> Attribute<'_> {
    let text = "#llvm.loop_annotation<unroll = #llvm.loop_unroll<disable = true>>";
    Attribute::parse(context, text).expect("an attribute of llvm")
}

/// Of a loop whose body has enough to do at once: it becomes vectors, but is not copied.
pub fn one_by_one(context: &Context) -> Attribute<'_> {
    let text = "#llvm.loop_annotation<unroll = #llvm.loop_unroll<disable = true>, \
                interleave = #llvm.loop_interleave<count = 1 : i32>>";
    Attribute::parse(context, text).expect("an attribute of llvm")
}

impl<'c> Independence<'c> {
    /// A group of its own.
    pub fn new(context: &'c Context) -> Self {
        const LANES: u32 = 8;
        Self::with_rest(context, LANES)
    }

    /// The same, with so many lanes of vectors for what is left behind whole ones.
    pub fn with_rest(context: &'c Context, lanes: u32) -> Self {
        let folded = |width: &str| {
            format!(
                "#llvm.loop_annotation<\
                     vectorize = #llvm.loop_vectorize<disable = false, predicateEnable = true{width}>, \
                     unroll = #llvm.loop_unroll<disable = true>, interleave = #llvm.loop_interleave<count = 1 : i32>, \
                     parallelAccesses = #llvm.access_group<id = distinct[0]<>>>"
            )
        };
        let (folded, rest) = (folded(""), folded(&format!(", width = {lanes} : i32")));
        // One text, so that all mean the same group.
        let marks = format!(
            "[#llvm.access_group<id = distinct[0]<>>, \
                     #llvm.loop_annotation<parallelAccesses = #llvm.access_group<id = distinct[0]<>>>, \
                     #llvm.loop_annotation<vectorize = #llvm.loop_vectorize<disable = true>, \
                     unroll = #llvm.loop_unroll<count = 8 : i32>, \
                     parallelAccesses = #llvm.access_group<id = distinct[0]<>>>, \
                     #llvm.loop_annotation<unroll = #llvm.loop_unroll<disable = true>, \
                     interleave = #llvm.loop_interleave<count = 1 : i32>, \
                     parallelAccesses = #llvm.access_group<id = distinct[0]<>>>, \
                     {folded}, \
                     #llvm.loop_annotation<vectorize = #llvm.loop_vectorize<disable = false>, \
                     unroll = #llvm.loop_unroll<disable = true>, \
                     interleave = #llvm.loop_interleave<count = 1 : i32>, \
                     parallelAccesses = #llvm.access_group<id = distinct[0]<>>>, {rest}]"
        );
        let marks = Attribute::parse(context, &marks).and_then(array_elements).expect("attributes of llvm");
        let [group, often, scalar, seldom, folded, whole, rest] = marks[..] else { unreachable!("seven attributes") };
        Self { group, often, scalar, seldom, folded, whole, rest }
    }
}
