//! Rows that a mask selects, in the reduction over them.
//!
//! ```mlir
//! %n = nd.count_true %m : …                        %l = nd.dim %m, 0 : …
//! %t = nd.compress (%n) %a where %m : …            %c = nd.view %m[%zero] (%l, %one) () : …
//! %s = nd.reduce "max" axes [0] (%n, %k) (%t) {    %s = nd.reduce "max" axes [0] (%l, %k) (%a, %c) {
//! ^bb0(%x: f64):                              =>   ^bb0(%x: f64, %w: i1):
//!   nd.yield %x : f64                                %v = arith.select %w, %x, %least : f64
//! } : …                                              nd.yield %v : f64
//!                                                  } {numlir.masked} : …
//! ```
//!
//! Rows combine one after another, so one that changes nothing may stand among them; long ones are passed over (`numlir.masked`). Only numbers
//! above one another without any beside them are summed as a row to NumPy, so for sums that turns out at run time:
//! `nd.reduce_compressed` sums these.

use super::{
    Fusion, is_cheap,
    selections::{Selected, only_selected},
};
use crate::{
    code::{Code, Externals, Settings},
    elementwise::is_same,
    extent::{array_type, dim, known},
    loops::{body, first_segment},
    lower_reduce::kind::{How, Kind, gives_positions},
};
use numlir_dialects::{
    Block, Builder, Operation, Value,
    build::dense_i64_values,
    convert::to_mlir,
    types::{Array, Layout, Type},
};
use rustc_hash::FxHashMap;

impl<'c> Fusion<'c> {
    /// Takes the rows that a mask selects, where a reduction is over them, into it; gives what makes the result then.
    pub fn selected_rows(
        &mut self,
        reduction: Operation<'c>,
        positions: &FxHashMap<Operation<'c>, usize>,
    ) -> Option<Operation<'c>> {
        let selected = selected(self.context, reduction)?;
        if !self.may_take_selected(reduction, &selected, positions) {
            return None;
        }
        let kind = Kind::of(reduction).ok()?;
        if !is_cheap(body(reduction)) || (kind.how == How::Mul && kind.element.is_complex()) {
            return None;
        }
        let made = Rows::new(self.context, reduction, &selected).lower(kind);
        self.take_place(made, reduction, &selected);
        Some(made)
    }
}

/// What a reduction over rows is of, where all of its arrays are rows that one mask selects.
fn selected<'c>(context: &'c melior::Context, reduction: Operation<'c>) -> Option<Selected<'c>> {
    let axes = reduction.attribute("axes").and_then(dense_i64_values).unwrap_or_default();
    let rank = first_segment(reduction);
    if rank < 2 || axes != [0] || gives_positions(reduction) {
        return None;
    }
    Selected::of(reduction, |compress| {
        let builder = Builder::before(context, compress);
        let row = |axis: usize| is_same(dim(&builder, compress.operand(1), axis as u8), reduction.operand(axis));
        let fills = array_type(compress.result(0)).is_some_and(|ty| usize::from(ty.rank) == rank);
        fills && (1..rank).all(row)
    })
}

/// The reduction on two axes: what is in a row is one.
struct Rows<'c> {
    context: &'c melior::Context,
    reduction: Operation<'c>,
    mask: Value<'c>,
    length: Value<'c>,
    width: Value<'c>,
    /// The inputs, with the arrays that rows are selected of, and of these the type and the extents of the rows.
    inputs: Vec<Value<'c>>,
    row: Vec<Value<'c>>,
}

impl<'c> Rows<'c> {
    fn new(context: &'c melior::Context, reduction: Operation<'c>, selected: &Selected<'c>) -> Self {
        let builder = Builder::before(context, reduction);
        let rank = first_segment(reduction);
        let row: Vec<_> = reduction.operands().take(rank).skip(1).collect();
        let width = row.iter().copied().reduce(|one, other| builder.binary("arith.muli", one, other));
        Self {
            context,
            reduction,
            mask: selected.mask,
            length: dim(&builder, selected.mask, 0),
            width: width.expect("there are axes beside the first one"),
            inputs: selected.sources(reduction, rank),
            row,
        }
    }

    fn lower(&self, kind: Kind) -> Operation<'c> {
        let builder = Builder::before(self.context, self.reduction);
        if !kind.is_pairwise() || known(self.width).is_some_and(|width| width != 1) {
            return self.masked(&builder, kind);
        }
        let single = builder.compare_int(numlir_dialects::Predicate::Eq, self.width, builder.constant_i64(1));
        let result = self.reduction.result(0).ty();
        let either = builder.op("scf.if").operand(single).result(result).region().region().insert();
        let way = |index: usize| {
            let block = Block::append(either.region(index), &[]);
            Builder::at_end(self.context, block, builder.location)
        };
        let [alone, others] = [way(0), way(1)];
        let value = self.column(&alone);
        alone.op("scf.yield").operand(value).insert();
        let made = self.masked(&others, kind);
        others.op("scf.yield").operand(made.result(0)).insert();
        either
    }

    /// The reduction over all rows, where those that are not selected count as one that changes nothing.
    fn masked(&self, builder: &Builder<'c>, kind: Kind) -> Operation<'c> {
        let one = builder.constant_i64(1);
        let mut inputs: Vec<_> =
            self.inputs.iter().map(|input| self.viewed(builder, *input, &[self.length, self.width])).collect();
        inputs.push(self.viewed(builder, self.mask, &[self.length, one]));
        let flat = array_type(self.reduction.result(0)).map(|ty| Array { rank: 1, layout: Layout::C, ..ty });
        let flat = flat.expect("axes are left");
        let made = builder
            .op("nd.reduce")
            .operands([self.length, self.width])
            .operands(inputs.iter().copied())
            .attribute("kind", builder.string(self.reduction.text("kind")))
            .attribute("axes", builder.dense_i64(&[0]))
            .attribute("operandSegmentSizes", builder.dense_i32(&[2, inputs.len() as i32]))
            .attribute(MASKED, builder.unit())
            .maybe_attribute("unsigned", self.reduction.attribute("unsigned"))
            .result(to_mlir(self.context, &Type::Array(flat)))
            .region()
            .insert();
        let copy = self.reduction.clone_detached();
        made.region(0).take_body(copy.region(0));
        copy.erase();
        only_selected(self.context, made, kind);
        if self.row.len() == 1 {
            return made;
        }
        let shaped = self.viewed(builder, made.result(0), &self.row);
        shaped.defining_operation().expect("a view is made")
    }

    /// The sum of what is selected of a single column, in an array.
    fn column(&self, builder: &Builder<'c>) -> Value<'c> {
        let ty = array_type(self.reduction.result(0)).expect("axes are left");
        let inputs = self.inputs.iter().map(|input| self.viewed(builder, *input, &[self.length]));
        let inputs: Vec<_> = inputs.collect();
        let count = builder.op("nd.count_true").operand(self.mask).result(builder.i64()).value();
        let sum = builder
            .op("nd.reduce_compressed")
            .operands([count, self.mask])
            .operands(inputs)
            .attribute("kind", builder.string(self.reduction.text("kind")))
            .result(to_mlir(self.context, &Type::Scalar(ty.element)))
            .region()
            .insert();
        let copy = self.reduction.clone_detached();
        sum.region(0).take_body(copy.region(0));
        copy.erase();
        let made = builder.op("nd.create").operands(self.row.iter().copied()).result(self.reduction.result(0).ty());
        let made = made.value();
        builder.op("nd.fill").operands([sum.result(0), made]).insert();
        made
    }

    /// An array without gaps with other extents; anything else as it is.
    fn viewed(&self, builder: &Builder<'c>, array: Value<'c>, extents: &[Value<'c>]) -> Value<'c> {
        let Some(ty) = array_type(array).filter(|ty| ty.rank > 0) else { return array };
        let (settings, mut externals) = (Settings::default(), Externals::default());
        let code = Code { builder: *builder, settings: &settings, externals: &mut externals };
        let ty = Array { rank: extents.len() as u8, layout: Layout::C, ..ty };
        code.view(array, builder.constant_i64(0), (extents, &[]), &ty)
    }
}

/// Marks reductions over rows whose last input is a mask of these: rows where it is false change nothing.
pub const MASKED: &str = "numlir.masked";
