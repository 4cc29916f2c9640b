//! Whether any or all of a row is true: known as soon as one place decides.
//!
//! ```text
//! for k in range(n): t = t or a[k]          for first in range(0, n, 2048):
//!                                     =>        for k in range(first, min(first + 2048, n)): t = t or a[k]
//!                                               if t: break
//! ```

use super::{Level, Nest};
use crate::code::Code;
use numlir_dialects::{Predicate, Value};
use smallvec::smallvec;

/// How many places are looked at before it is asked whether more could change anything.
const BLOCK: i64 = 2048;

impl<'c> Nest<'c, '_> {
    /// What a row combines to, block by block until there is what nothing changes any more.
    pub(super) fn reduce_until(
        &self,
        code: &mut Code<'_, 'c>,
        absorbing: Value<'c>,
        (level, places): (&Level<'c>, &[Value<'c>]),
        before: Value<'c>,
    ) -> Value<'c> {
        let block = code.builder.constant_i64(BLOCK);
        let start = code.builder.constant_i64(0);
        code.repeat_while(&[start, before], |code, state| {
            let [start, before] = [state[0], state[1]];
            let extent = code.minimum(block, code.subtract(level.extent, start));
            let places = level.places(code, places, start);
            let rows = self.rows(code, &Level { extent, ..level.clone() }, &places);
            let value = rows.reduce(code, self.reduction.kind, extent, before);
            let next = code.add(start, block);
            let is_left = code.builder.compare_int(Predicate::Slt, next, level.extent);
            let open = code.builder.compare_int(Predicate::Ne, value, absorbing);
            (code.builder.binary("arith.andi", is_left, open), smallvec![next, value], smallvec![value])
        })[0]
    }
}
