//! What a generator keeps between its values, and where.

use super::{Root, VALUE, live::Live, slots};
use numlir_dialects::{
    Block, Value,
    instance::{MOST_SLOTS, yielded},
    types::Type,
};
use rustc_hash::FxHashMap;

const WORDS: usize = MOST_SLOTS / 64;

pub struct Kept<'c> {
    /// In the order of their slots.
    values: Vec<Value<'c>>,
    places: FxHashMap<Value<'c>, usize>,
    /// How many of the values are parameters, which come first, and the position of each among all parameters.
    parameters: Vec<usize>,
    width: usize,
    references: [u64; WORDS],
}

impl<'c> Kept<'c> {
    /// Gives what is live at roots a place behind the fields that all generators of a type have. `None` where there is too much.
    pub fn of(generator: &Type, parameters: &[Value<'c>], live: &Live<'c>, roots: &[Root<'c>]) -> Option<Self> {
        let mut kept = Self {
            values: Vec::new(),
            places: FxHashMap::default(),
            parameters: Vec::new(),
            width: VALUE,
            references: [0; WORDS],
        };
        kept.append(yielded(generator).unwrap_or(&Type::None));
        let at_roots = |value: Value<'c>| roots.iter().any(|root| live.is_in(root.block, value));
        for (position, parameter) in parameters.iter().enumerate().filter(|(_, value)| at_roots(**value)) {
            kept.parameters.push(position);
            kept.add(*parameter);
        }
        let others = live.values().filter(|value| !parameters.contains(value) && at_roots(*value));
        others.for_each(|value| kept.add(value));
        (kept.width <= MOST_SLOTS).then_some(kept)
    }

    fn add(&mut self, value: Value<'c>) {
        self.values.push(value);
        self.places.insert(value, self.width);
        self.append(&slots(value.ty()));
    }

    fn append(&mut self, ty: &Type) {
        let count = ty.slots();
        for slot in (0..count.min(64)).filter(|slot| ty.owners() >> slot & 1 != 0) {
            let place = self.width + slot;
            if let Some(word) = self.references.get_mut(place / 64) {
                *word |= 1 << (place % 64);
            }
        }
        self.width += count;
    }

    pub fn values(&self) -> impl Iterator<Item = Value<'c>> {
        self.values.iter().copied()
    }

    /// Those that are live at the start of a block.
    pub fn live_at<'a>(&'a self, block: Block<'c>, live: &'a Live<'c>) -> impl Iterator<Item = Value<'c>> + 'a {
        self.values().filter(move |value| live.is_in(block, *value))
    }

    pub fn slot(&self, value: Value<'c>) -> usize {
        self.places[&value]
    }

    pub fn is_parameter(&self, value: Value<'c>) -> bool {
        self.values[..self.parameters.len()].contains(&value)
    }

    /// The positions of parameters that are kept, with their slots.
    pub fn parameters(&self) -> impl Iterator<Item = (usize, usize)> {
        self.parameters.iter().zip(&self.values).map(|(position, value)| (*position, self.places[value]))
    }

    /// Slots in all.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Which slots hold references, 64 a word.
    pub fn references(&self) -> [u64; WORDS] {
        self.references
    }
}
