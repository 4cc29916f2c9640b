//! Few rows of few places into one, column by column.
//!
//! Where rows are kept and those above one another are reduced, but neither are there enough of them nor are they long enough to be vectors
//! ([`super::blocks`]), a loop over the places of each row would wait for what the row before has written. So what a column combines to stays in a
//! register:
//!
//! ```text
//! for i in range(m):                        for k in range(n):
//!     for k in range(n):              =>        t = d[k]
//!         d[k] = max(d[k], a[i, k])             for i in range(m): t = max(t, a[i, k])
//!                                               d[k] = t
//! ```

use super::{Level, Nest, blocks::FEWEST};
use crate::{
    code::Code,
    loops::{LANES, List},
    lower_reduce::extremum,
};
use numlir_dialects::{Predicate, Value};
use smallvec::smallvec;

impl<'c> Nest<'c, '_> {
    /// Combines rows from one on with a row of the result where they are few and short. Gives how many of all are done then.
    pub fn few_columns(
        &mut self,
        code: &mut Code<'_, 'c>,
        (level, inner): (&Level<'c>, &Level<'c>),
        (places, first): (&[Value<'c>], Value<'c>),
    ) -> Value<'c> {
        let kind = self.reduction.kind;
        if !level.reduced || !extremum::waits(kind) || self.reduction.masked {
            return first;
        }
        let [zero, one] = [0, 1].map(|value| code.builder.constant_i64(value));
        let compare =
            |predicate, value, limit| code.builder.compare_int(predicate, value, code.builder.constant_i64(limit));
        let rest = code.subtract(level.extent, first);
        let conditions: List = smallvec![
            compare(Predicate::Slt, inner.extent, LANES as i64),
            compare(Predicate::Slt, rest, FEWEST),
            compare(Predicate::Sgt, rest, 1),
        ];
        let few = code.all(conditions).expect("there are conditions");
        let columns = code.builder.select(few, inner.extent, zero);
        let target = self.target_row(code, inner, places);
        let storage = code.storage(kind.element);
        let from = level.places(code, places, first);
        let column = Level { extent: rest, ..level.clone() };
        code.repeat_plainly([zero, columns, one], &[], |code, place, _| {
            let places = inner.places(code, &from, place);
            let before = code.load(target, &[place], storage);
            let rows = self.rows(code, &column, &places);
            let value = rows.reduce_few(code, kind, rest, before);
            code.store(value, target, &[place]);
            List::new()
        });
        code.builder.select(few, level.extent, first)
    }
}
