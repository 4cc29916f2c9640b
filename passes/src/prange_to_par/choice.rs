//! Carried values that are replaced by new ones under conditions: extrema, what goes with an extremum, the last value under a condition.
//!
//! A *site* is a merge of a version with a new value. Where each site is decided by a comparison of the two (`x < best`, or of what is computed from
//! them: `a[i] < a[best]`), the value is an extremum, the *key*; values without comparisons that are replaced at the same sites go with it.
//! What a comparison decides must be nothing else: a chunk compares with its own extremum, not with the loop's.

use super::{
    flags::{Flag, Fork, Mark},
    order::{Comparison, Order},
    scope::{Scope, is_quiet},
    versions::{Carried, Merge, Versions, parts},
};
use numlir_dialects::{Block, Operation, Value};
use rustc_hash::FxHashSet;

pub struct Choice<'c> {
    carried: Carried<'c>,
    versions: Versions<'c>,
    sites: Vec<Site<'c>>,
    comparisons: Vec<Comparison<'c>>,
    /// The forks from what the body yields to the one site, where no inner loop lies between.
    path: Option<Vec<Fork<'c>>>,
}

/// A merge of a version that stays with a new value.
#[derive(Clone, Copy)]
struct Site<'c> {
    merge: Merge<'c>,
    /// The side on which the new value is.
    taken: usize,
    stays: Value<'c>,
    new: Value<'c>,
}

impl<'c> Site<'c> {
    /// What makes it the same site as one of another value.
    fn place(self) -> (Option<Block<'c>>, Value<'c>, usize) {
        (self.merge.operation.block(), self.merge.condition(), self.taken)
    }
}

/// How an extremum is decided.
pub struct Key<'c> {
    pub order: Order,
    /// What of the carried value is compared.
    pub compared: Value<'c>,
    pub flag: Option<Flag<'c>>,
}

impl<'c> Choice<'c> {
    pub fn of(scope: &Scope<'c>, carried: Carried<'c>) -> Option<Self> {
        let mut comparisons: Vec<Comparison> = Vec::new();
        let versions = Versions::of(scope.body, carried, |user, position| {
            let (comparison, is) = Comparison::following((user, position), |made| scope.is_readable(made))?;
            comparisons.push(comparison);
            Some(is)
        })?;
        let mut sites = Vec::new();
        for merge in &versions.merges {
            let sides = merge.sides()?;
            let site = |taken: usize| Site { merge: *merge, taken, stays: sides[1 - taken], new: sides[taken] };
            match sides.map(|side| versions.hold(side)) {
                [true, true] => {}
                [true, false] => sites.push(site(1)),
                [false, true] => sites.push(site(0)),
                [false, false] => return None,
            }
        }
        let yielded = scope.body.terminator()?.operand(carried.position);
        let path = path(yielded, carried.argument, (&versions, &sites));
        (!sites.is_empty()).then_some(Self { carried, versions, sites, comparisons, path })
    }

    pub fn is_compared(&self) -> bool {
        !self.comparisons.is_empty()
    }

    /// Whether another value is replaced exactly where this one is.
    pub fn goes_with(&self, other: &Self) -> bool {
        let places = |choice: &Self| choice.sites.iter().map(|site| site.place()).collect::<FxHashSet<_>>();
        self.sites.len() == other.sites.len() && places(self) == places(other)
    }

    /// The value under a condition, with the mark that it was replaced.
    pub fn flag(&self, mark: Mark) -> Option<Flag<'c>> {
        Some(Flag { path: self.path.clone()?, mark })
    }

    /// Whether only one constant ever replaces it.
    pub fn is_constant(&self, is_same: impl Fn(Value<'c>, Value<'c>) -> bool) -> bool {
        let first = self.sites[0].new;
        first.defining_operation().is_some_and(|made| made.is("arith.constant"))
            && self.sites.iter().all(|site| is_same(site.new, first))
    }

    /// How it is decided, where it is an extremum and `followers` go with it.
    pub fn key(&self, scope: &Scope<'c>, followers: &[&Self]) -> Option<Key<'c>> {
        let mut found: Option<Order> = None;
        let mut used = FxHashSet::default();
        for site in &self.sites {
            let (number, order) = self.decision(scope, *site)?;
            if *found.get_or_insert(order) != order {
                return None;
            }
            used.insert(number);
        }
        let order = found?;
        let group: Vec<&Self> = std::iter::once(self).chain(followers.iter().copied()).collect();
        let all_used = used.len() == self.comparisons.len();
        if !all_used || !self.comparisons.iter().all(|comparison| is_kept(comparison.operation, &group)) {
            return None;
        }
        let first = &self.comparisons[0];
        let direct = self.comparisons.iter().all(|comparison| comparison.present() == comparison.version);
        // Behind the loop the argument stands for any version.
        let compared = if direct { self.carried.argument } else { first.present() };
        let copied = self.comparisons.len() == 1
            && first.version == self.carried.argument
            && scope.can_be_copied(compared, self.carried.argument);
        if !direct && (!copied || order.with_nan) {
            return None;
        }
        let flag = match (order.with_nan, order.is_strict) {
            (true, _) => Some(self.flag(Mark::HasBeenNan)?),
            (false, false) if !followers.is_empty() || !direct => Some(self.flag(Mark::Replaced)?),
            _ => None,
        };
        Some(Key { order, compared, flag })
    }

    /// The comparison that decides a site, by its number, and the order that it means.
    fn decision(&self, scope: &Scope<'c>, site: Site<'c>) -> Option<(usize, Order)> {
        let holding = holding(scope, site);
        self.comparisons.iter().enumerate().find_map(|(number, comparison)| {
            let (_, truth) = holding.iter().find(|(value, _)| *value == comparison.operation.result(0))?;
            let pair = |present: Value<'c>, new: Value<'c>| present == site.stays && scope.is_same(new, site.new);
            let compares = comparison.version == site.stays
                && if comparison.present() == comparison.version {
                    scope.is_same(comparison.candidate(), site.new)
                } else {
                    scope.corresponds(comparison.present(), comparison.candidate(), &pair)
                };
            let order = Order::of(comparison.operation, 1 - comparison.present, *truth)?;
            compares.then_some((number, order))
        })
    }
}

/// What holds where a site's new value is taken.
fn holding<'c>(scope: &Scope<'c>, site: Site<'c>) -> Vec<(Value<'c>, bool)> {
    let mut found = parts(site.merge.condition(), site.taken == 0);
    let mut block = site.merge.operation.block();
    while let Some(here) = block {
        let parent = here.parent();
        if parent == scope.operation {
            break;
        }
        if parent.is("scf.if") {
            found.extend(parts(parent.operand(0), parent.region(0).first_block() == Some(here)));
        }
        block = parent.block();
    }
    found
}

/// Whether a comparison decides what becomes of the values of a group, and nothing else.
fn is_kept<'c>(comparison: Operation<'c>, group: &[&Choice<'c>]) -> bool {
    let is_version = |value: Value<'c>| group.iter().any(|choice| choice.versions.contains(value));
    let mut known = FxHashSet::from_iter([comparison.result(0)]);
    let mut open = vec![comparison.result(0)];
    while let Some(value) = open.pop() {
        for (user, position) in value.uses() {
            let mut made = Vec::new();
            match user.name() {
                "arith.andi" | "arith.ori" | "arith.xori" | "arith.select" => made.push(user.result(0)),
                "scf.if" if is_quiet(user.region(0)) && is_quiet(user.region(1)) => made.extend(user.results()),
                "scf.yield" => {
                    let Some(parent) = user.block().map(Block::parent).filter(|parent| parent.is("scf.if")) else {
                        return false;
                    };
                    made.push(parent.result(position));
                }
                _ => return false,
            }
            // A version may be chosen by it, but not be it.
            let chooses = matches!(user.name(), "arith.select" | "scf.if") && position == 0;
            for value in made {
                match is_version(value) {
                    true if chooses => {}
                    true => return false,
                    false => open.extend(known.insert(value).then_some(value)),
                }
            }
        }
    }
    true
}

fn path<'c>(
    yielded: Value<'c>,
    argument: Value<'c>,
    (versions, sites): (&Versions<'c>, &[Site<'c>]),
) -> Option<Vec<Fork<'c>>> {
    let [site] = sites else { return None };
    let mut path = Vec::new();
    let mut at = yielded;
    loop {
        let merge = Merge::making(at).filter(|merge| versions.merges.contains(merge))?;
        if merge == site.merge {
            path.push(Fork { merge, taken: site.taken });
            return (site.stays == argument).then_some(path);
        }
        let sides = merge.sides()?;
        let taken = (0..2).find(|side| sides[1 - side] == argument)?;
        path.push(Fork { merge, taken });
        at = sides[taken];
    }
}
