//! Inputs that are one array some places further on, as those of a stencil are: each element is read once.
//!
//! ```text
//! for k in range(n):                              x, y = a[0], a[1]
//!     d[k] = a[k] + a[k + 1] + a[k + 2]    =>     for k in range(n):
//!                                                     z = a[k + 2]
//!                                                     d[k] = x + y + z
//!                                                     x, y = y, z
//! ```
//!
//! LLVM sees that of addresses in a loop over one array, and makes vectors of it that are joined from what was read last; of views, which begin
//! anywhere, it sees nothing. That an element is read earlier changes no result: it is what stood there before anything was written.

use super::{
    Input, Row, load,
    part::{Part, Stretch},
};
use crate::{
    elementwise::is_same,
    extent::{self, array_type, known},
};
use numlir_dialects::{Builder, Operation, Value};
use smallvec::SmallVec;

/// As many places apart an element is kept until it is needed again.
const FARTHEST: i64 = 2;

/// Inputs that are one array, with how many places each is ahead of one of them; in order.
#[derive(Clone, Debug)]
pub struct Neighbours {
    members: Vec<(usize, i64)>,
}

impl Neighbours {
    pub fn inputs(&self) -> impl Iterator<Item = usize> {
        self.members.iter().map(|(input, _)| *input)
    }

    /// How many of them need not be read, since another one was before.
    pub fn kept(&self) -> usize {
        self.chains(FARTHEST).map(|chain| chain.members.len() - 1).sum()
    }

    /// Those of them that follow one another so closely that what is read for one is kept for the next, and at most so many places apart.
    pub fn chains(&self, farthest: i64) -> impl Iterator<Item = Chain> {
        let farthest = farthest.min(FARTHEST);
        let parts = self.members.chunk_by(move |(_, one), (_, next)| next.saturating_sub(*one) <= farthest);
        let chains = parts.map(|part| {
            let first = part[0].1;
            Chain { members: part.iter().map(|(input, ahead)| (*input, ahead - first)).collect() }
        });
        chains.filter(|chain| chain.span() > 0)
    }
}

/// Neighbours of which each element is read once.
#[derive(Clone, Debug)]
pub struct Chain {
    members: Vec<(usize, i64)>,
}

impl Chain {
    /// How many places lie between the first and the last.
    fn span(&self) -> i64 {
        self.members.last().map_or(0, |(_, ahead)| *ahead)
    }

    /// What the loop over a row carries: the elements that it has read and will need again.
    pub fn carried<'c>(&self, builder: &Builder<'c>, rows: &[Row<'c>]) -> Vec<Value<'c>> {
        let first = |place: i64| {
            let (input, ahead) = self.members.iter().rfind(|(_, ahead)| *ahead <= place).expect("the first is at 0");
            let Row::Array(array) = rows[*input] else { unreachable!("neighbours are arrays") };
            let ty = array_type(array).expect("a row is an array");
            load(builder, array, ty, &[builder.constant_i64(place - ahead)])
        };
        (0..self.span()).map(first).collect()
    }

    /// The inputs' elements at a place, from what is carried there and the one that is read there.
    pub fn elements<'a, 'c>(
        &'a self,
        carried: &'a [Value<'c>],
        newest: Value<'c>,
    ) -> impl Iterator<Item = (usize, Value<'c>)> + use<'a, 'c> {
        self.members.iter().map(move |(input, ahead)| (*input, carried.get(*ahead as usize).copied().unwrap_or(newest)))
    }

    /// The input that is ahead of all others.
    pub fn newest(&self) -> usize {
        self.members.last().expect("a chain has members").0
    }

    /// How many values it carries.
    pub fn length(&self) -> usize {
        self.span() as usize
    }
}

/// A sum of values times constants, and of a constant.
#[derive(Clone, Default)]
struct Sum<'c> {
    terms: SmallVec<[(Value<'c>, i64); 4]>,
    constant: i64,
}

impl<'c> Sum<'c> {
    fn of(value: Value<'c>) -> Self {
        let mut sum = Self::default();
        sum.add(value, 1);
        sum
    }

    fn add(&mut self, value: Value<'c>, times: i64) {
        if let Some(constant) = known(value) {
            self.constant = self.constant.wrapping_add(constant.wrapping_mul(times));
            return;
        }
        let made = value.defining_operation();
        let operands = |made: Operation<'c>| [made.operand(0), made.operand(1)];
        match made.map(|made| (made.name(), made)) {
            Some(("arith.addi", made)) => operands(made).into_iter().for_each(|operand| self.add(operand, times)),
            Some(("arith.subi", made)) => {
                self.add(made.operand(0), times);
                self.add(made.operand(1), times.wrapping_neg());
            }
            Some(("arith.muli", made)) if operands(made).into_iter().any(|operand| known(operand).is_some()) => {
                let [one, other] = operands(made);
                let (value, factor) = match known(other) {
                    Some(factor) => (one, factor),
                    None => (other, known(one).expect("one is known")),
                };
                self.add(value, times.wrapping_mul(factor));
            }
            _ => match self.terms.iter_mut().find(|(term, _)| is_same(*term, value)) {
                Some((_, factor)) => *factor = factor.wrapping_add(times),
                None => self.terms.push((value, times)),
            },
        }
    }

    /// How many times a step is the distance from another sum to this one; `None` where that is not known.
    fn steps_from(&self, other: &Self, step: &Self) -> Option<i64> {
        let factor =
            |sum: &Self, value| sum.terms.iter().find(|(term, _)| is_same(*term, value)).map_or(0, |term| term.1);
        let distance = |value| factor(self, value).wrapping_sub(factor(other, value));
        let constant = self.constant.wrapping_sub(other.constant);
        let count = match step.terms.first() {
            Some((value, times)) => distance(*value).checked_div(*times)?,
            None => constant.checked_div(step.constant)?,
        };
        let mut values = self.terms.iter().chain(&other.terms).chain(&step.terms).map(|(value, _)| *value);
        let fits = values.all(|value| distance(value) == factor(step, value).wrapping_mul(count));
        (fits && constant == step.constant.wrapping_mul(count)).then_some(count)
    }
}

/// Where an input lies in an array.
struct Place<'c> {
    input: usize,
    part: Part<'c>,
    root: Value<'c>,
    /// From the begin of the array, in bytes.
    offset: Sum<'c>,
}

impl<'c> Place<'c> {
    fn new(index: usize, input: &Input<'c>) -> Option<Self> {
        let Input::Array(part) = input else { return None };
        let (mut root, mut offset) = (part.array, Sum::default());
        while let Some(made) = root.defining_operation() {
            match made.name() {
                "nd.view" => offset.add(made.operand(1), 1),
                "nd.relayout" => {}
                _ => break,
            }
            root = made.operand(0);
        }
        (root != part.array && part.ty.element.is_value()).then(|| Self {
            input: index,
            part: part.clone(),
            root,
            offset,
        })
    }

    /// How many places it is ahead of another one along an axis; `None` where that is not known.
    fn steps_from(&self, other: &Self, builder: &Builder<'c>, axis: usize) -> Option<i64> {
        if !self.is_parallel(other, builder) {
            return None;
        }
        let step = extent::stride(builder, self.part.array, self.part.axis(axis));
        self.offset.steps_from(&other.offset, &Sum::of(step))
    }

    /// Whether it is as another one, but elsewhere in the array.
    fn is_parallel(&self, other: &Self, builder: &Builder<'c>) -> bool {
        let (one, other_part) = (&self.part, &other.part);
        let same = |of: fn(&Builder<'c>, Value<'c>, u8) -> Value<'c>| {
            (0..one.ty.rank).all(|axis| is_same(of(builder, one.array, axis), of(builder, other_part.array, axis)))
        };
        one.ty.element == other_part.ty.element
            && one.ty.rank == other_part.ty.rank
            && is_same(self.root, other.root)
            && same(extent::dim)
            && same(extent::stride)
    }
}

/// The neighbours among the inputs of a map whose rows go along an axis.
pub fn find<'c>(builder: &Builder<'c>, inputs: &[Input<'c>], inner: usize) -> Vec<Neighbours> {
    let places = inputs.iter().enumerate().filter_map(|(index, input)| Place::new(index, input));
    // With the place that all others of a group are counted from.
    let mut groups: Vec<(Place<'c>, Vec<(usize, i64)>)> = Vec::new();
    for place in places.filter(|place| place.part.stretch[inner] != Stretch::Always) {
        let group = groups.iter_mut().find_map(|(first, members)| {
            let ahead = place.steps_from(first, builder, inner)?;
            Some((members, ahead))
        });
        match group {
            Some((members, ahead)) => members.push((place.input, ahead)),
            None => {
                let members = vec![(place.input, 0)];
                groups.push((place, members));
            }
        }
    }
    let groups = groups.into_iter().map(|(_, mut members)| {
        members.sort_by_key(|(_, ahead)| *ahead);
        Neighbours { members }
    });
    groups.filter(|group| group.kept() > 0).collect()
}
