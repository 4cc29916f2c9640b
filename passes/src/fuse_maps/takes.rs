//! What positions select, in the map or the reduction that uses it.
//!
//! ```mlir
//! %t = nd.take (%n) %a at %p : …                     %l = nd.dim %a, 0 : …
//! %s = nd.reduce "add" axes [0] (%n) (%t) {          %s = nd.reduce "add" axes [0] (%n) (%p) {
//! ^bb0(%x: f64):                                     ^bb0(%i: i64):
//!   nd.yield %x : f64                           =>     %k = … %i, or %i + %l where it is negative
//! } : …                                                %x = nd.load %a[%k] : …
//!                                                      nd.yield %x : f64
//!                                                    } : …
//! ```
//!
//! A map asks first whether any position is negative, so that `lower-maps` can write loops without that question ([`is_any_negative`]).
//!
//! Whether the positions are inside was asked before `nd.take`, so nothing raises later than it did. Regions read an array then that is
//! none of their operation's inputs: [`gathered`] says which. Positions are stretched as what they select would be. What stands in memory
//! that others may reach is not written through such an operation, and no loop that is cut for threads has one, since passes over these
//! look at inputs alone.

use super::{Fusion, first_input};
use crate::{
    code::{Code, Externals, Settings},
    loops::{body, first_segment},
    lower_selections::reach_of,
};
use numlir_dialects::{Block, Builder, Operation, Predicate, Value};
use rustc_hash::FxHashMap;

/// The arrays that a region reads at positions.
pub fn gathered<'c>(operation: Operation<'c>) -> impl Iterator<Item = Value<'c>> {
    body(operation).operations().filter(|inner| inner.is("nd.load")).map(|load| load.operand(0))
}

/// Whether a condition is that any of the positions is negative that elements are taken at.
pub fn is_any_negative(condition: Value) -> bool {
    let comparison = condition.defining_operation().filter(|made| made.is("arith.cmpi"));
    comparison.and_then(|made| made.operand(0).defining_operation()).is_some_and(|reach| reach.is("nd.reach"))
}

/// Has a region ask of each position by itself whether it is negative.
pub fn ask_each(region: Block) {
    let choices = region.operations().filter(|inner| inner.is("arith.select") && is_any_negative(inner.operand(0)));
    choices.for_each(|choice| choice.result(0).replace_all_uses(choice.operand(1)));
}

impl<'c> Fusion<'c> {
    /// Takes what positions select among the inputs of a map or a reduction into it.
    pub fn takes(&mut self, consumer: Operation<'c>, positions: &FxHashMap<Operation<'c>, usize>) {
        let is_vector = !consumer.is("nd.map_into") && first_segment(consumer) == 1;
        if self.is_parallel || !is_vector {
            return;
        }
        let mut index = first_input(consumer);
        while index < consumer.operand_count() {
            let take = consumer.operand(index).defining_operation().filter(|made| made.is("nd.take"));
            let fits = take.and_then(|take| Some((take, *positions.get(&take)?)));
            if let Some((take, _)) = fits.filter(|(take, position)| self.may_take(*take, *position, consumer)) {
                self.take(take, (consumer, index));
            }
            index += 1;
        }
    }

    fn may_take(&mut self, take: Operation<'c>, position: usize, consumer: Operation<'c>) -> bool {
        let uses = take.result(0).uses();
        let only_here = uses.len() == 1 && uses.iter().all(|(user, _)| *user == consumer);
        only_here && take.operands().skip(1).all(|array| !self.memory.is_written(array, position))
    }

    fn take(&mut self, take: Operation<'c>, (consumer, index): (Operation<'c>, usize)) {
        let inner = body(consumer);
        let selected = inner.argument(index - first_input(consumer));
        let (array, positions) = (take.operand(1), take.operand(2));
        let (settings, mut externals) = (Settings::default(), Externals::default());
        let outside = Builder::before(self.context, consumer);
        let mut code = Code { builder: outside, settings: &settings, externals: &mut externals };
        let extent = code.dim(array, 0);
        let zero = code.builder.constant_i64(0);
        let reach = reach_of(take, positions).filter(|_| consumer.is("nd.map"));
        let any_negative = reach.map(|reach| code.builder.compare_int(Predicate::Slt, reach, zero));
        code.builder = Builder::before(self.context, inner.first().expect("a region ends with nd.yield"));
        let ty = selected.ty();
        selected.set_type(code.builder.i64());
        let is_negative = code.builder.compare_int(Predicate::Slt, selected, zero);
        let wrapped = code.builder.binary("arith.addi", selected, extent);
        let inside = code.builder.select(is_negative, wrapped, selected);
        let place = any_negative.map_or(inside, |any| code.builder.select(any, inside, selected));
        let value = code.load(array, &[place], ty);
        let own = [is_negative, wrapped, inside, place].map(|value| value.defining_operation());
        for (user, operand) in selected.uses() {
            if !own.contains(&Some(user)) {
                user.set_operand(operand, value);
            }
        }
        consumer.set_operand(index, positions);
        self.sizes.remove(&consumer);
        take.erase();
    }
}
