//! Arrays of both orders, on squares of vectors: `a + b.T`, and the copy of `a.T` in C's order.
//!
//! Along a row of the result, the elements of an array of the other order lie a column apart: of each line of memory one is used, and when
//! the next row wants its neighbour, the line is gone. So eight rows of eight places are computed at a time. Of arrays of the other order
//! eight vectors are read along their own columns, and turned:
//!
//! ```text
//! for i in range(m):                       for i in range(0, m, 8):
//!     for k in range(n):             =>        for k in range(0, n, 8):
//!         d[i, k] = a[i, k] + b[k, i]              s = turned(b[k, i : i + 8], …, b[k + 7, i : i + 8])
//!                                                  d[i, k : k + 8] = a[i, k : k + 8] + s[0]; … eight times
//! ```
//!
//! The last squares begin where they still fit and compute again what others have computed, so that nothing is left over. That needs a result
//! that is not read, and places that may be written in any order.

use super::{
    Input, Nest, load,
    part::{Part, Stretch},
    view,
};
use crate::{
    code::{Code, Externals, Settings},
    extent::{self, known},
    loops::{LANES, List, inline_eight, vector_of},
    lower_maps::{all, two_ways},
};
use numlir_dialects::{Builder, Predicate, Value, types::Scalar};

const SIDE: i64 = LANES as i64;
/// Of fewer rows or places, too much would be computed twice.
const FEWEST: i64 = 2 * SIDE;

/// How an array lies beside the result.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A number.
    Number,
    /// Its rows have neighbours.
    Rows,
    /// Its columns have neighbours.
    Columns,
    /// One row serves for all.
    Repeated,
    /// One element for each row.
    Spread,
}

/// An input with its role, and the bytes from a row to the next, or from a column to the next where those have neighbours.
struct Laid<'a, 'c> {
    input: &'a Input<'c>,
    role: Role,
    step: Value<'c>,
}

impl<'c> Nest<'c> {
    /// Writes the loops over squares beside others, where there may be such; gives where they end, and where the others go.
    pub fn squares(&self, builder: &Builder<'c>) -> Option<(Builder<'c>, Builder<'c>)> {
        let &[outer, inner] = self.order.as_slice() else { return None };
        let fits = self.is_unordered && self.is_cheap() && self.takes_eight();
        if !fits || !is_number(&self.destination) || !self.destination.is_unit(inner) {
            return None;
        }
        let roles = self.inputs.iter().map(|input| match input {
            Input::Scalar(_) => Some(Role::Number),
            Input::Array(part) => role_of(part, (outer, inner)),
        });
        let roles: Vec<_> = roles.collect::<Option<_>>()?;
        let is_read_only_turned = roles.iter().all(|role| matches!(role, Role::Columns | Role::Number));
        if !roles.contains(&Role::Columns) || !(self.is_exact || is_read_only_turned) {
            return None;
        }
        let stretches = self.parts().flat_map(|part| part.stretch.iter());
        let unlike = stretches.filter_map(|stretch| match stretch {
            Stretch::If(stretched) => Some(builder.binary("arith.xori", *stretched, builder.constant_bool(true))),
            _ => None,
        });
        if self.extents.iter().any(|extent| known(*extent).is_some_and(|extent| extent < FEWEST)) {
            return None;
        }
        let fewest = builder.constant_i64(FEWEST);
        let large = self.extents.iter().map(|extent| builder.compare_int(Predicate::Sge, *extent, fewest));
        let (yes, no) = two_ways(builder, all(builder, unlike.chain(large))?);
        let laid = self.inputs.iter().zip(&roles).map(|(input, role)| {
            let axis = if *role == Role::Columns { inner } else { outer };
            let step = match input {
                Input::Array(part) => part.step(&yes, axis),
                Input::Scalar(_) => None,
            };
            Laid { input, role: *role, step: step.unwrap_or_else(|| yes.constant_i64(0)) }
        });
        let laid: Vec<_> = laid.collect();
        self.over_squares(&yes, &laid, (outer, inner));
        Some((yes, no))
    }

    fn over_squares(&self, builder: &Builder<'c>, laid: &[Laid<'_, 'c>], (outer, inner): (usize, usize)) {
        let (settings, mut externals) = (Settings::default(), Externals::default());
        let mut code = Code { builder: *builder, settings: &settings, externals: &mut externals };
        let (zero, side) = (builder.constant_i64(0), builder.constant_i64(SIDE));
        let step = extent::stride(builder, self.destination.array, self.destination.axis(outer));
        let [rows, places] = [outer, inner].map(|axis| self.extents[axis]);
        let last = |code: &Code<'_, 'c>, extent| code.subtract(extent, side);
        let (last_row, last_place) = (last(&code, rows), last(&code, places));
        code.repeat_plainly([zero, rows, side], &[], |code, row, _| {
            let row = code.builder.binary("arith.minsi", row, last_row);
            code.repeat_plainly([zero, places, side], &[], |code, place, _| {
                let place = code.builder.binary("arith.minsi", place, last_place);
                self.square(code, (laid, step), [row, place]);
                List::new()
            });
            List::new()
        });
    }

    /// One square, from a row and a place in it on.
    fn square(
        &self,
        code: &mut Code<'_, 'c>,
        (laid, own_step): (&[Laid<'_, 'c>], Value<'c>),
        [row, place]: [Value<'c>; 2],
    ) {
        let inputs: Vec<_> = laid.iter().map(|laid| square_of(code, laid, [row, place])).collect();
        let is_bool = self.destination.ty.element == Scalar::Bool;
        let bytes = vector_of(code.builder.integer_type(8));
        for index in 0..LANES {
            let eights: List = inputs.iter().map(|square| square[index]).collect();
            let value = match &self.body {
                Some(body) => inline_eight(code, body.block, &eights),
                None => eights[0],
            };
            let value = if is_bool { code.builder.convert("arith.extui", value, bytes) } else { value };
            let row = code.multiply(code.add(row, code.builder.constant_i64(index as i64)), own_step);
            let within = code.multiply(place, code.builder.constant_i64(self.destination.ty.element.size().into()));
            let own = eight_places(code, &self.destination, code.add(row, within));
            code.store(value, own, &[code.builder.constant_i64(0)]);
        }
    }
}

fn is_number(part: &Part) -> bool {
    part.ty.element.is_value() && !part.ty.element.is_complex()
}

fn role_of(part: &Part, (outer, inner): (usize, usize)) -> Option<Role> {
    if !is_number(part) {
        return None;
    }
    match (part.stretch[outer] == Stretch::Always, part.stretch[inner] == Stretch::Always) {
        (true, true) => None,
        (true, false) => part.is_unit(inner).then_some(Role::Repeated),
        (false, true) => Some(Role::Spread),
        _ if part.is_unit(inner) => Some(Role::Rows),
        _ if part.is_unit(outer) => Some(Role::Columns),
        _ => None,
    }
}

/// The eight rows of eight places of an input.
fn square_of<'c>(
    code: &Code<'_, 'c>,
    &Laid { input, role, step }: &Laid<'_, 'c>,
    [row, place]: [Value<'c>; 2],
) -> [Value<'c>; LANES] {
    let part = match input {
        Input::Array(part) => part,
        Input::Scalar(value) => return [code.splat(*value); LANES],
    };
    let first = code.builder.constant_i64(0);
    let nth = |start: Value<'c>, index: usize| code.add(start, code.builder.constant_i64(index as i64));
    let eight = |offset: Value<'c>| code.load_eight((eight_places(code, part, offset), part.ty.element), first);
    let along = |start: Value<'c>| code.multiply(start, code.builder.constant_i64(part.ty.element.size().into()));
    match role {
        Role::Number | Role::Repeated => [eight(along(place)); LANES],
        Role::Spread => std::array::from_fn(|index| {
            let offset = code.multiply(nth(row, index), step);
            let value = load(&code.builder, eight_places(code, part, offset), part.ty, &[first]);
            code.splat(value)
        }),
        Role::Rows => std::array::from_fn(|index| eight(code.add(code.multiply(nth(row, index), step), along(place)))),
        Role::Columns => {
            let columns =
                std::array::from_fn(|index| eight(code.add(code.multiply(nth(place, index), step), along(row))));
            turned(code, part.ty.element, columns)
        }
    }
}

/// The eight places of an array from an offset on.
fn eight_places<'c>(code: &Code<'_, 'c>, part: &Part<'c>, offset: Value<'c>) -> Value<'c> {
    view(&code.builder, part, offset, code.builder.constant_i64(SIDE), None)
}

/// Rows of columns: halves of vectors that lie half a square apart are exchanged, then quarters and eighths.
fn turned<'c>(code: &Code<'_, 'c>, element: Scalar, mut square: [Value<'c>; LANES]) -> [Value<'c>; LANES] {
    let ty = if element == Scalar::Bool { code.builder.i1() } else { code.storage(element) };
    for apart in [LANES / 2, LANES / 4, LANES / 8] {
        let distance = apart as i32;
        let [lower, upper] = [0, distance].map(|start| -> [i32; LANES] {
            // A lane of the first vector, or one of the second.
            let lane =
                |lane: i32| if lane & distance == 0 { lane + start } else { lane - distance + start + LANES as i32 };
            std::array::from_fn(|index| lane(index as i32))
        });
        for index in (0..LANES).filter(|index| index & apart == 0) {
            let pair = [square[index], square[index + apart]];
            square[index] = code.shuffle_two(pair, ty, &lower);
            square[index + apart] = code.shuffle_two(pair, ty, &upper);
        }
    }
    square
}
