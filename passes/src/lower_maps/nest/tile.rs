//! Many short rows with the same numbers for each of them: `points + origin`.
//!
//! A loop over a row of few places costs more than what it computes. Where the other arrays have no gaps between rows, a
//! number of rows is one longer row, and what serves for each row is written out for as many:
//!
//! ```text
//! for i in range(m):                       t = [b[0], b[1], b[2], b[0], b[1], …]    64 rows of it
//!     for k in range(3):             =>    for i in range(0, m, 64):
//!         d[i, k] = a[i, k] + b[k]             for k in range(min(64, m - i) * 3):
//!                                                  d[i*3 + k] = a[i*3 + k] + t[k]
//! ```

use super::{
    Input, Nest, Row, each, load,
    part::{Equality, Part, Stretch, compare},
    view,
};
use crate::{
    extent,
    lower_maps::{all, two_ways},
};
use numlir_dialects::{
    Builder, Predicate, Value, convert,
    types::{Array, Layout, Type},
};

/// The rows that are one where there are many, a multiple of the places that a loop on vectors computes at once.
const TOGETHER: i64 = 64;
/// The same where there are few, for whom writing out more would take longer than it saves.
const FEW_TOGETHER: i64 = 8;
/// Rows that are many.
const MANY: i64 = 4 * TOGETHER;
/// Fewer rows are not worth writing anything out.
const FEWEST: i64 = 12;
/// Longer rows gain nothing.
const LONGEST: i64 = 8;

/// How an array goes along with rows that are one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// There are no gaps between its rows.
    Whole,
    /// Its one row serves for all.
    Repeated,
}

impl<'c> Nest<'c> {
    /// Writes the loops for short rows beside others, where there may be such; gives where the others go.
    pub fn tiled(&self, builder: &Builder<'c>) -> Option<(Builder<'c>, Builder<'c>)> {
        let (condition, roles) = self.tiling(builder)?;
        let (yes, no) = two_ways(builder, condition);
        self.tiles(&yes, &roles);
        Some((yes, no))
    }

    /// When the space is one of short rows, and the roles of the inputs.
    fn tiling(&self, builder: &Builder<'c>) -> Option<(Value<'c>, Vec<Option<Role>>)> {
        // The axes before those of rows and places may have any strides, but what is repeated must not depend on them.
        let &[.., outer, inner] = &self.order[..] else { return None };
        let mut conditions = Vec::new();
        let roles = self.inputs.iter().map(|input| match input {
            Input::Scalar(_) => Some(None),
            Input::Array(part) => self.role(builder, part, &mut conditions).map(Some),
        });
        let roles: Vec<_> = roles.collect::<Option<_>>()?;
        if !roles.contains(&Some(Role::Repeated))
            || self.role(builder, &self.destination, &mut conditions)? != Role::Whole
        {
            return None;
        }
        let at_least = |value, least| builder.compare_int(Predicate::Sge, value, least);
        conditions.push(at_least(self.extents[outer], builder.constant_i64(FEWEST)));
        conditions.push(at_least(builder.constant_i64(LONGEST), self.extents[inner]));
        Some((all(builder, conditions)?, roles))
    }

    /// The role of an array, and what has to hold for it at run time; `None` where it has neither.
    fn role(&self, builder: &Builder<'c>, part: &Part<'c>, conditions: &mut Vec<Value<'c>>) -> Option<Role> {
        let &[.., outer, inner] = &self.order[..] else { return None };
        if part.stretch[outer] == Stretch::Always {
            let mut others = self.order.iter().filter(|axis| **axis != inner);
            return others.all(|axis| part.stretch[*axis] == Stretch::Always).then_some(Role::Repeated);
        }
        for axis in [outer, inner] {
            match part.stretch[axis] {
                Stretch::Never => {}
                Stretch::Always => return None,
                Stretch::If(stretched) => {
                    conditions.push(builder.binary("arith.xori", stretched, builder.constant_bool(true)));
                }
            }
        }
        if !part.is_unit(inner) {
            let size = builder.constant_i64(part.ty.element.size().into());
            let row = builder.binary("arith.muli", size, self.extents[inner]);
            for (axis, expected) in [(inner, size), (outer, row)] {
                match compare(builder, extent::stride(builder, part.array, part.axis(axis)), expected) {
                    Equality::Always => {}
                    Equality::Never => return None,
                    Equality::If(condition) => conditions.push(condition),
                }
            }
        }
        Some(Role::Whole)
    }

    fn tiles(&self, builder: &Builder<'c>, roles: &[Option<Role>]) {
        let [before @ .., outer, inner] = &self.order[..] else { unreachable!("there are rows") };
        let (rows, places) = (self.extents[*outer], self.extents[*inner]);
        let many = builder.compare_int(Predicate::Sge, rows, builder.constant_i64(MANY));
        let together = builder.select(many, builder.constant_i64(TOGETHER), builder.constant_i64(FEW_TOGETHER));
        let written: Vec<_> = self
            .inputs
            .iter()
            .zip(roles)
            .map(|(input, role)| match input {
                Input::Array(part) if *role == Some(Role::Repeated) => Some(self.write_out(builder, part, together)),
                _ => None,
            })
            .collect();
        let mut inside = *builder;
        let mut positions = Vec::new();
        let mut loops = Vec::new();
        for axis in before {
            let (position, body) = each(&inside, self.extents[*axis], None);
            positions.push((*axis, position));
            loops.push(body);
            inside = body;
        }
        // As many tiles as there are, the last one shorter.
        let up = inside.binary("arith.addi", rows, inside.binary("arith.subi", together, inside.constant_i64(1)));
        let count = inside.binary("arith.divui", up, together);
        let (tile, body) = each(&inside, count, None);
        loops.push(body);
        inside = body;
        let first = inside.binary("arith.muli", tile, together);
        let left = inside.binary("arith.subi", rows, first);
        let here = inside.binary("arith.minsi", left, together);
        let length = inside.binary("arith.muli", here, places);
        positions.push((*outer, first));
        let whole = |part: &Part<'c>| {
            let steps = self.steps(&inside, part);
            let terms = positions
                .iter()
                .filter_map(|(axis, position)| Some(inside.binary("arith.muli", *position, steps[*axis]?)));
            let offset =
                terms.reduce(|one, other| inside.binary("arith.addi", one, other)).expect("a tile has a position");
            view(&inside, part, offset, length, None)
        };
        let inputs: Vec<_> = self
            .inputs
            .iter()
            .zip(&written)
            .map(|(input, written)| match (input, written) {
                (Input::Scalar(value), _) => Row::Value(*value),
                (Input::Array(_), Some(array)) => Row::Array(*array),
                (Input::Array(part), None) => Row::Array(whole(part)),
            })
            .collect();
        let own = whole(&self.destination);
        self.innermost(&inside, length, (&inputs, own), self.annotation);
        for end in loops.iter().rev() {
            end.op("scf.yield").insert();
        }
    }

    /// The row of an array as often as rows are one.
    fn write_out(&self, builder: &Builder<'c>, part: &Part<'c>, together: Value<'c>) -> Value<'c> {
        let inner = *self.order.last().expect("there are axes");
        let places = self.extents[inner];
        let ty = Array { rank: 1, layout: Layout::C, readonly: false, aligned: true, ..part.ty };
        let made = convert::to_mlir(builder.context, &Type::Array(ty));
        let length = builder.binary("arith.muli", together, places);
        let made = builder.op("nd.create").operands([length]).result(made).value();
        let zero = builder.constant_i64(0);
        let step = part.step(builder, inner).unwrap_or(zero);
        let row = view(builder, part, zero, places, Some(step));
        let (again, over_rows) = each(builder, together, None);
        let (place, over_places) = each(&over_rows, places, Some(self.seldom));
        let value = load(&over_places, row, part.ty, &[place]);
        let start = over_places.binary("arith.muli", again, places);
        let position = over_places.binary("arith.addi", start, place);
        over_places.op("nd.store").operand(value).operand(made).operand(position).insert();
        over_places.op("scf.yield").insert();
        over_rows.op("scf.yield").insert();
        made
    }
}
