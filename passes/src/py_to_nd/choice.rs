//! One of several functions: its position among them, then what each captures, which means nothing of those that it is not.

use super::{Lowering, split};
use crate::{code::Values, infer::fact::functions};
use numlir_dialects::{Predicate, Value, types::Type};
use smallvec::smallvec;

impl<'c> Lowering<'_, 'c> {
    /// To a choice among more functions, from a function or a choice among fewer of them.
    pub(super) fn cast_choice(&mut self, values: &[Value<'c>], from: &Type, to: &[Type]) -> Option<Values<'c>> {
        let known = functions(from);
        let places = known.iter().map(|function| to.iter().position(|other| other == function));
        let places: Vec<usize> = places.collect::<Option<_>>()?;
        let builder = self.code.builder;
        let place = |place: usize| builder.constant_i64(place as i64);
        let (chosen, captured) = match from {
            Type::Choice(_) => {
                let moved = places.iter().enumerate().skip(1).fold(place(places[0]), |moved, (position, other)| {
                    let here = builder.compare_int(Predicate::Eq, values[0], place(position));
                    builder.select(here, place(*other), moved)
                });
                (moved, &values[1..])
            }
            _ => (place(places[0]), values),
        };
        let parts = split(&self.code, known, captured);
        let mut all: Values<'c> = smallvec![chosen];
        for (position, function) in to.iter().enumerate() {
            match places.iter().position(|place| *place == position) {
                Some(part) => all.extend(parts[part].iter().copied()),
                None => {
                    let types = self.code.flat_types(function).into_iter();
                    all.extend(types.map(|ty| builder.op("nd.undef").result(ty).value()));
                }
            }
        }
        Some(all)
    }
}
