//! Many short rows, on vectors: `points + origin`.
//!
//! A loop over a row of few places costs more than what it computes. So eight places are computed at once, whatever the row
//! has of them. What is behind a row is read from the rows behind it, and what is computed from that lands in the rows behind
//! in the result, which are written later; the last rows, behind which there is nothing, are left to a loop over places:
//!
//! ```text
//! for i in range(m):                       for i in range(m - 2):
//!     for k in range(3):             =>        d[3*i : 3*i + 8] = a[3*i : 3*i + 8] + t    t = b and five more
//!         d[i, k] = a[i, k] + b[k]         for i in range(m - 2, m):
//!                                              for k in range(3): …
//! ```
//!
//! Where rows have 2 or 4 places and nothing lies between them, a vector holds whole rows, and each is computed once.
//!
//! That needs a result whose memory is new, since rows are written before they are done.

use super::{
    Input, Nest, Row, Rows, load,
    part::{Equality, Part, Stretch, compare},
    view,
};
use crate::{
    code::{Code, Externals, Settings},
    extent::{self, known},
    independent::in_order,
    loops::{LANES, List, inline_eight, vector_of},
    lower_maps::{all, two_ways},
};
use numlir_dialects::{
    Block, Builder, Operation, Predicate, Value, convert,
    types::{Array, Layout, Scalar, Type},
};
use smallvec::smallvec;

/// Longer rows gain nothing, but those of fewer bytes than [`LONGEST_IN_BYTES`]: loops over vectors of many small elements leave more places over
/// than they compute.
const LONGEST: i64 = LANES as i64;
const LONGEST_IN_BYTES: i64 = 32;
/// In fewer rows there is nothing behind the first one, where rows are of one place.
const FEWEST: i64 = LANES as i64;

/// How an array goes along with the rows.
#[derive(Clone, Copy)]
enum Role<'c> {
    /// A number.
    Number(Value<'c>),
    /// Rows of its own, so many bytes apart.
    Rows(Value<'c>),
    /// One element for each row, so many bytes apart.
    Column(Value<'c>),
    /// The one or, where the condition holds, the other.
    Either(Value<'c>, Value<'c>),
    /// Its one row serves for all.
    Repeated,
}

impl<'c> Nest<'c> {
    /// Writes the loops for short rows beside others, where there may be such; gives where they end, and where the others go.
    pub fn narrow(&self, builder: &Builder<'c>) -> Option<(Builder<'c>, Builder<'c>)> {
        let (_, inner) = self.rows_and_places()?;
        let is_simple = self.destination.ty.element.real() == self.destination.ty.element && self.takes_eight();
        if !self.is_exact || !is_simple || known(self.extents[inner]).is_some_and(|places| places > self.longest()) {
            return None;
        }
        let mut conditions = Vec::new();
        let roles = self.inputs.iter().map(|input| match input {
            Input::Scalar(value) => Some(Role::Number(*value)),
            Input::Array(part) => self.role(builder, part, &mut conditions),
        });
        let roles: Vec<_> = roles.collect::<Option<_>>()?;
        let Some(Role::Rows(step)) = self.role(builder, &self.destination, &mut conditions) else { return None };
        let count = self.row_count(builder);
        if known(count).is_some_and(|count| count < FEWEST) {
            return None;
        }
        let at_least = |value, least| builder.compare_int(Predicate::Sge, value, least);
        conditions.push(at_least(count, builder.constant_i64(FEWEST)));
        conditions.push(at_least(self.extents[inner], builder.constant_i64(self.fewest_places())));
        conditions.push(at_least(builder.constant_i64(self.longest()), self.extents[inner]));
        let (yes, no) = two_ways(builder, all(builder, conditions)?);
        self.short_rows(&yes, count, &roles, step);
        Some((yes, no))
    }

    /// How many places a row must have for eight of them to cost less: an instruction of one division is much faster than one of
    /// eight, and eight long elements lie in two lines of memory where one lies in one.
    fn fewest_places(&self) -> i64 {
        const MANY: usize = 4;
        const LONG: u32 = 8;
        let is_slow = |operation: Operation| matches!(operation.name(), "arith.divf" | "math.sqrt");
        if self.body.as_ref().is_some_and(|body| body.operations().any(is_slow)) {
            3
        } else if self.parts().filter(|part| part.ty.element.size() >= LONG).count() >= MANY {
            2
        } else {
            1
        }
    }

    /// How many places a row may have, which is a multiple of eight.
    fn longest(&self) -> i64 {
        let sizes = self.all_parts().map(|part| i64::from(part.ty.element.size()));
        let largest = sizes.max().expect("the destination is an array");
        LONGEST.max(LONGEST_IN_BYTES / largest / LONGEST * LONGEST)
    }

    /// The axes over rows, and the one of the places in a row.
    fn rows_and_places(&self) -> Option<(&[usize], usize)> {
        let (inner, outer) = self.order.split_last()?;
        (!outer.is_empty()).then_some((outer, *inner))
    }

    /// How many rows there are.
    fn row_count(&self, builder: &Builder<'c>) -> Value<'c> {
        let (outer, _) = self.rows_and_places().expect("there are rows");
        let extents = outer.iter().map(|axis| self.extents[*axis]);
        extents.reduce(|one, other| builder.binary("arith.muli", one, other)).expect("there is an axis over rows")
    }

    /// The role of an array, and what has to hold for it at run time; `None` where it has none.
    fn role(&self, builder: &Builder<'c>, part: &Part<'c>, conditions: &mut Vec<Value<'c>>) -> Option<Role<'c>> {
        let (outer, inner) = self.rows_and_places()?;
        if part.ty.element.is_complex() || !part.ty.element.is_value() {
            return None;
        }
        if outer.iter().all(|axis| part.stretch[*axis] == Stretch::Always) {
            return Some(Role::Repeated);
        }
        for axis in outer {
            match part.stretch[*axis] {
                Stretch::Never => {}
                Stretch::Always => return None,
                Stretch::If(stretched) => {
                    conditions.push(builder.binary("arith.xori", stretched, builder.constant_bool(true)));
                }
            }
        }
        let size = builder.constant_i64(part.ty.element.size().into());
        let is_column = part.stretch[inner] == Stretch::Always;
        let [outer] = outer else { return self.joined(builder, part, conditions).filter(|_| !is_column) };
        let step = extent::stride(builder, part.array, part.axis(*outer));
        if is_column {
            return Some(Role::Column(step));
        }
        if !part.is_unit(inner) {
            // What is behind a row is the rows behind it, or lies between them.
            let row = builder.binary("arith.muli", size, self.extents[inner]);
            conditions.push(builder.compare_int(Predicate::Sge, step, row));
            match compare(builder, extent::stride(builder, part.array, part.axis(inner)), size) {
                Equality::Always => {}
                Equality::Never => return None,
                Equality::If(condition) => conditions.push(condition),
            }
        }
        Some(match part.stretch[inner] {
            Stretch::If(stretched) => Role::Either(stretched, step),
            _ => Role::Rows(step),
        })
    }

    /// The rows of several axes, where those of an array are certainly without gaps.
    fn joined(&self, builder: &Builder<'c>, part: &Part<'c>, conditions: &mut Vec<Value<'c>>) -> Option<Role<'c>> {
        let size = builder.constant_i64(part.ty.element.size().into());
        let (_, inner) = self.rows_and_places()?;
        let layout = if self.order.is_sorted() { Layout::C } else { Layout::F };
        let fits = part.ty.layout == layout && usize::from(part.ty.rank) == self.rank();
        if let Stretch::If(stretched) = part.stretch[inner] {
            conditions.push(builder.binary("arith.xori", stretched, builder.constant_bool(true)));
        }
        fits.then(|| Role::Rows(builder.binary("arith.muli", size, self.extents[inner])))
    }

    fn short_rows(&self, builder: &Builder<'c>, count: Value<'c>, roles: &[Role<'c>], own_step: Value<'c>) {
        let (_, inner) = self.rows_and_places().expect("there are rows");
        let places = self.extents[inner];
        let (settings, mut externals) = (Settings::default(), Externals::default());
        let mut code = Code { builder: *builder, settings: &settings, externals: &mut externals };
        let code = &mut code;
        let constant = |value| builder.constant_i64(value);
        let (zero, one) = (constant(0), constant(1));
        let lanes = constant(LANES as i64);
        let fit = self.rows_fit(code, roles, own_step);
        let length = fit.map_or(places, |fit| code.builder.select(fit, lanes, places));
        let repeated = roles.iter().enumerate().map(|(index, role)| match role {
            Role::Repeated => self.part(index).map(|part| self.copy_row(code, part, length)),
            _ => None,
        });
        let repeated: Vec<Option<Value<'c>>> = repeated.collect();
        // Of as many rows as a vector reaches over, the first one is the last that can be written so.
        let is_one = self.longest() == LONGEST;
        let reach = if is_one {
            lanes
        } else {
            code.builder.binary("arith.andi", code.add(places, constant(LONGEST - 1)), constant(-LONGEST))
        };
        let over = code.builder.binary("arith.divui", code.subtract(code.add(reach, places), one), places);
        let done = code.subtract(code.add(count, one), over);
        let step = fit.map_or(one, |fit| code.builder.select(fit, over, one));
        // The next multiple of the step, which is a power of two.
        let next =
            code.builder.binary("arith.andi", code.subtract(code.add(done, step), one), code.subtract(zero, step));
        code.repeat_plainly([zero, done, step], &[], |code, position, _| {
            let rows = self.rows_at(code, (roles, &repeated), position);
            let own = self.row_at(code, &self.destination, position, own_step);
            if is_one {
                self.eight(code, (&rows, own), zero);
            } else {
                code.repeat_plainly([zero, places, lanes], &[], |code, place, _| {
                    self.eight(code, (&rows, own), place);
                    List::new()
                });
            }
            List::new()
        });
        code.repeat_plainly([next, count, one], &[], |code, position, _| {
            let rows = self.rows_at(code, (roles, &repeated), position);
            let own = self.row_at(code, &self.destination, position, own_step);
            let rows = Rows { inputs: &rows, own, chains: &[], is_unit: true };
            self.innermost(&code.builder, places, &rows, in_order(code.builder.context));
            List::new()
        });
    }

    /// Eight places of a row.
    fn eight(&self, code: &mut Code<'_, 'c>, (rows, own): (&[Row<'c>], Value<'c>), place: Value<'c>) {
        let eights: List = rows.iter().map(|row| eight_of(code, row, place)).collect();
        let value = match &self.body {
            Some(body) => inline_eight(code, body.block, &eights),
            None => eights[0],
        };
        let is_bool = self.destination.ty.element == Scalar::Bool;
        let bytes = vector_of(code.builder.integer_type(8));
        let value = if is_bool { code.builder.convert("arith.extui", value, bytes) } else { value };
        code.store(value, own, &[place]);
    }

    /// Whether a vector holds whole rows, so that it takes several at once: their places divide it, and no array has gaps between them.
    /// `None` where that is not so.
    fn rows_fit(&self, code: &Code<'_, 'c>, roles: &[Role<'c>], own_step: Value<'c>) -> Option<Value<'c>> {
        let builder = &code.builder;
        let (_, inner) = self.rows_and_places()?;
        let places = self.extents[inner];
        if known(places).is_some_and(|places| places < 2 || LONGEST % places != 0) {
            return None;
        }
        let (zero, one) = (builder.constant_i64(0), builder.constant_i64(1));
        let shared = builder.binary("arith.andi", places, code.subtract(places, one));
        let mut conditions = vec![code.equal(shared, zero)];
        let no_gap = |part: &Part<'c>, step: Value<'c>| {
            code.equal(step, code.multiply(places, builder.constant_i64(part.ty.element.size().into())))
        };
        if self.longest() > LONGEST {
            conditions.push(code.builder.compare_int(Predicate::Sle, places, builder.constant_i64(LONGEST)));
        }
        conditions.push(no_gap(&self.destination, own_step));
        for (index, role) in roles.iter().enumerate() {
            match *role {
                Role::Number(_) | Role::Repeated => {}
                Role::Rows(step) => conditions.push(no_gap(self.part(index)?, step)),
                Role::Column(_) => return None,
                Role::Either(stretched, step) => {
                    conditions.push(builder.binary("arith.xori", stretched, builder.constant_bool(true)));
                    conditions.push(no_gap(self.part(index)?, step));
                }
            }
        }
        all(builder, conditions)
    }

    /// The inputs along a row.
    fn rows_at(
        &self,
        code: &Code<'_, 'c>,
        (roles, repeated): (&[Role<'c>], &[Option<Value<'c>>]),
        position: Value<'c>,
    ) -> Vec<Row<'c>> {
        let row = |(index, role): (usize, &Role<'c>)| {
            let part = || self.part(index).expect("an array has a role of arrays");
            match *role {
                Role::Number(value) => Row::Value(value),
                Role::Repeated => Row::Array(repeated[index].expect("its row was copied")),
                Role::Rows(step) => Row::Array(self.row_at(code, part(), position, step)),
                Role::Column(step) => {
                    let offset = code.multiply(position, step);
                    Row::Value(self.single(&code.builder, part(), offset))
                }
                Role::Either(stretched, step) => {
                    let offset = code.multiply(position, step);
                    let value = self.single(&code.builder, part(), offset);
                    Row::Either(stretched, value, self.row_at(code, part(), position, step))
                }
            }
        };
        roles.iter().enumerate().map(row).collect()
    }

    fn row_at(&self, code: &Code<'_, 'c>, part: &Part<'c>, position: Value<'c>, step: Value<'c>) -> Value<'c> {
        let (_, inner) = self.rows_and_places().expect("there are rows");
        view(&code.builder, part, code.multiply(position, step), self.extents[inner], None)
    }

    /// A copy of the row that serves for all, again and again up to a length, behind which there is something to read.
    fn copy_row(&self, code: &mut Code<'_, 'c>, part: &Part<'c>, length: Value<'c>) -> Value<'c> {
        let (_, inner) = self.rows_and_places().expect("there are rows");
        let places = self.extents[inner];
        let ty = Array { rank: 1, layout: Layout::C, readonly: false, aligned: true, ..part.ty };
        let copy = Builder::before(code.builder.context, function_start(code.builder.block()))
            .op("nd.scratch")
            .attribute("count", code.builder.integer(code.builder.i64(), self.longest()))
            .result(convert::to_mlir(code.builder.context, &Type::Array(ty)))
            .value();
        let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
        let step = part.step(&code.builder, inner).unwrap_or(zero);
        let row = view(&code.builder, part, zero, places, Some(step));
        code.repeat_plainly([zero, length, one], &[zero], |code, place, from| {
            let value = load(&code.builder, row, part.ty, &[from[0]]);
            code.store(value, copy, &[place]);
            let next = code.add(from[0], one);
            let again = code.builder.compare_int(Predicate::Eq, next, places);
            smallvec![code.builder.select(again, zero, next)]
        });
        copy
    }
}

/// Eight places of a row, from one on.
fn eight_of<'c>(code: &mut Code<'_, 'c>, row: &Row<'c>, place: Value<'c>) -> Value<'c> {
    let first = |code: &Code<'_, 'c>, array: Value<'c>| {
        let ty = extent::array_type(array).expect("a row is an array");
        code.load_eight((array, ty.element), place)
    };
    match *row {
        Row::Value(value) => code.splat(value),
        Row::Array(array) => first(code, array),
        // Of what serves for the whole row there may be nothing behind.
        Row::Either(stretched, value, array) => {
            let ty = vector_of(value.ty());
            code.branch(stretched, &[ty], |code, stretched| {
                smallvec![if stretched { code.splat(value) } else { first(code, array) }]
            })[0]
        }
    }
}

/// The first operation of the function that a block is in.
fn function_start(block: Block) -> Operation {
    let mut inner = block.parent();
    while !inner.is("func.func") {
        inner = inner.parent().expect("loops are in a function");
    }
    let entry = inner.region(0).first_block().expect("a function with a body");
    entry.first().expect("a block has a terminator")
}
