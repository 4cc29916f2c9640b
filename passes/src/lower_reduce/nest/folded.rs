//! Many short rows, each to a value, on vectors.
//!
//! A loop over the few places of a row that is reduced (`np.max(points, axis=1)`) is a chain of operations that wait for one another.
//! Where their order does not matter, eight places are read at once instead and joined in three steps. What a row lacks of eight
//! places is read from the rows behind it, and replaced with what changes nothing; the last rows, behind which there is nothing
//! to read, are left to the loop.

use super::{Level, Nest};
use crate::{
    code::Code,
    loops::{LANES, List, attribute, vector_of},
    lower_reduce::{extremum, kind::Kind},
};
use numlir_dialects::{Predicate, Value};

/// In shorter rows there is less to do than to join.
const FEWEST_PLACES: i64 = 4;

impl<'c> Nest<'c, '_> {
    /// Reduces rows at a place, where they are many and short. Gives how many of them are done.
    pub fn folded_rows(
        &mut self,
        code: &mut Code<'_, 'c>,
        (level, inner): (&Level<'c>, &Level<'c>),
        places: &[Value<'c>],
    ) -> Value<'c> {
        let zero = code.builder.constant_i64(0);
        let versions = self.versions(code, inner);
        let gaps = versions.no_gaps.is_some();
        let Some(target) = self.target.filter(|_| self.short && !self.into_target && !gaps && !level.reduced) else {
            return zero;
        };
        if !is_in_any_order(self.reduction.kind) {
            return zero;
        }
        self.where_many_and_short(code, (level, inner), (None, FEWEST_PLACES), |this, code| {
            let done = this.rows_before_the_last(code, (level, inner));
            let one = code.builder.constant_i64(1);
            let absent = code.splat(this.identity);
            let mask = lanes_before(code, inner.extent);
            code.repeat_plainly([zero, done, one], &[], |code, position, _| {
                let places = level.places(code, places, position);
                let eight = this.rows(code, inner, &places).eight_at(code, zero);
                let eight = code.builder.select(mask, eight, absent);
                let value = join(code, this.reduction.kind, eight);
                let cell = this.cell(code, target, &places);
                code.store(value, cell, &[]);
                List::new()
            });
            done
        })
    }
}

/// Whether values combine to the same in any order.
fn is_in_any_order(kind: Kind) -> bool {
    extremum::is_for(kind) || !(kind.element.is_float() || kind.element.is_complex())
}

/// Which of eight lanes are before a place.
fn lanes_before<'c>(code: &Code<'_, 'c>, place: Value<'c>) -> Value<'c> {
    let builder = &code.builder;
    let lanes = (0..LANES).map(|lane| lane.to_string()).collect::<Vec<_>>().join(", ");
    let ty = vector_of(builder.i64());
    let lanes = attribute(code, &format!("dense<[{lanes}]> : {ty}"));
    let lanes = builder.op("arith.constant").attribute("value", lanes).result(ty).value();
    let predicate = builder.integer(builder.i64(), Predicate::Slt as i64);
    let before = builder.op("arith.cmpi").attribute("predicate", predicate).operands([lanes, code.splat(place)]);
    before.result(vector_of(builder.i1())).value()
}

/// What eight lanes combine to.
fn join<'c>(code: &Code<'_, 'c>, kind: Kind, eight: Value<'c>) -> Value<'c> {
    if kind.element.is_float() {
        return extremum::join(code, kind, eight);
    }
    let ty = code.storage(kind.element);
    let four = kind.accumulate(code, code.shuffle(eight, ty, &[0, 1, 2, 3]), code.shuffle(eight, ty, &[4, 5, 6, 7]));
    let two = kind.accumulate(code, code.shuffle(four, ty, &[0, 1]), code.shuffle(four, ty, &[2, 3]));
    kind.accumulate(code, code.lane(two, ty, 0), code.lane(two, ty, 1))
}
