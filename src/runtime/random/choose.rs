//! Choosing from a population, by the rules of `numpy.random.choice` and `numpy.random.Generator.choice`.

use super::{
    integers::{bounded, interval},
    source::Source,
};
use std::collections::HashSet;

/// What is asked for beside the number of choices.
pub struct Wanted {
    pub population: usize,
    /// Whether a number may be chosen more than once.
    pub replace: bool,
    /// Whether the order is random, too.
    pub shuffle: bool,
    /// How far the sum of the chances may be from 1.
    pub tolerance: f64,
}

/// Why nothing can be chosen.
const NOT_A_NUMBER: i64 = 1;
const NEGATIVE: i64 = 2;
const NOT_ONE: i64 = 3;
const TOO_FEW: i64 = 4;

/// Fills `place` with chosen numbers; gives 0 or one of the above.
pub fn choose<S: Source>(source: &mut S, wanted: &Wanted, chances: Option<&[f64]>, place: &mut [i64]) -> i64 {
    if let Some(chances) = chances {
        let sum = sum(chances);
        if sum.is_nan() {
            return NOT_A_NUMBER;
        }
        if chances.iter().any(|chance| *chance < 0.0) {
            return NEGATIVE;
        }
        if (sum - 1.0).abs() > wanted.tolerance {
            return NOT_ONE;
        }
        if wanted.replace {
            let steps = cumulative(chances);
            place.iter_mut().for_each(|place| *place = find(&steps, source.next_double()));
            return 0;
        }
        if chances.iter().filter(|chance| **chance > 0.0).count() < place.len() {
            return TOO_FEW;
        }
        weighted(source, chances.to_vec(), place);
    } else if wanted.replace {
        let range = (wanted.population as u64).wrapping_sub(1);
        place.iter_mut().for_each(|place| *place = bounded(source, range) as i64);
    } else if S::LEGACY {
        let mut all: Vec<i64> = (0..wanted.population as i64).collect();
        for index in (1..all.len()).rev() {
            let other = interval(source, index as u64) as usize;
            all.swap(index, other);
        }
        place.copy_from_slice(&all[..place.len()]);
    } else {
        distinct(source, wanted, place);
    }
    0
}

/// The sum, with its rounding errors made good (Kahan).
fn sum(values: &[f64]) -> f64 {
    let Some((first, rest)) = values.split_first() else { return 0.0 };
    let (mut sum, mut lost) = (*first, 0.0);
    for value in rest {
        let next = value - lost;
        let total = sum + next;
        lost = (total - sum) - next;
        sum = total;
    }
    sum
}

fn cumulative(chances: &[f64]) -> Vec<f64> {
    let mut total = 0.0;
    let mut steps: Vec<f64> = Vec::with_capacity(chances.len());
    for (index, chance) in chances.iter().enumerate() {
        total = if index == 0 { *chance } else { total + chance };
        steps.push(total);
    }
    steps.iter_mut().for_each(|step| *step /= total);
    steps
}

fn find(steps: &[f64], value: f64) -> i64 {
    steps.partition_point(|step| *step <= value) as i64
}

/// Draws as many as are missing, and keeps those that are new, until none is missing.
fn weighted(source: &mut impl Source, mut chances: Vec<f64>, place: &mut [i64]) {
    let mut found = 0;
    while found < place.len() {
        let draws: Vec<f64> = (found..place.len()).map(|_| source.next_double()).collect();
        place[..found].iter().for_each(|chosen| chances[*chosen as usize] = 0.0);
        let steps = cumulative(&chances);
        let mut seen = HashSet::new();
        for draw in draws {
            let number = find(&steps, draw);
            if seen.insert(number) {
                place[found] = number;
                found += 1;
            }
        }
    }
}

fn distinct(source: &mut impl Source, wanted: &Wanted, place: &mut [i64]) {
    let (population, count) = (wanted.population, place.len());
    let cutoff = if wanted.shuffle { 50 } else { 20 };
    let shuffle = |source: &mut _, numbers: &mut [i64], first: usize| {
        for index in (first..numbers.len()).rev() {
            let other = bounded(source, index as u64) as usize;
            numbers.swap(index, other);
        }
    };
    if population > 10_000 && count > population / cutoff {
        let mut all: Vec<i64> = (0..population as i64).collect();
        shuffle(source, &mut all, (population - count).max(1));
        place.copy_from_slice(&all[population - count..]);
        return;
    }
    // R. W. Floyd's algorithm.
    let mut chosen = HashSet::with_capacity(count);
    for (place, last) in place.iter_mut().zip(population - count..) {
        let number = bounded(source, last as u64) as i64;
        *place = if chosen.insert(number) { number } else { last as i64 };
        chosen.insert(*place);
    }
    if wanted.shuffle {
        shuffle(source, place, 1);
    }
}
