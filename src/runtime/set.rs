//! Sets of numbers: the elements as in a list, in the order in which they came, and a table that finds them.

use super::{
    list::List,
    memory::{LIVE_BLOCKS, Owner},
};
use std::{ptr::null_mut, sync::atomic::Ordering};

/// A set; it begins as a list does, so that compiled code reads its elements in the same way.
#[repr(C)]
pub struct Set {
    list: List,
    /// How numbers stand in their slots: 0 as integers or bools, 1 `float64`, 2 `float32`, 3 `complex128`, 4 `complex64`.
    kind: i64,
    /// Positions of elements by their hashes, or `FREE`; a power of two, at most half of it in use.
    table: Vec<u32>,
}

const FREE: u32 = u32::MAX;

/// A number in its slots, the second 0 where there is one.
type Number = [u64; 2];

impl Set {
    fn len(&self) -> usize {
        self.list.length as usize
    }

    /// The slots of the elements.
    ///
    /// # Safety
    /// Nobody changes the set while the slice is used.
    pub unsafe fn slots(&self) -> &[u64] {
        // SAFETY: by the contract above.
        unsafe { self.list.slots() }
    }

    fn number(&self, position: usize) -> Number {
        // SAFETY: the position is one of the set's, and an element has one or two slots.
        unsafe {
            match self.list.width {
                2 => [*self.list.data.add(2 * position), *self.list.data.add(2 * position + 1)],
                _ => [*self.list.data.add(position), 0],
            }
        }
    }

    /// The number in a form in which equal ones have equal bits; `None` of what equals nothing.
    fn canonical(&self, number: Number) -> Option<Number> {
        let double = |bits: u64| {
            let value = f64::from_bits(bits);
            (!value.is_nan()).then_some(if value == 0.0 { 0 } else { bits })
        };
        let single = |bits: u32| {
            let value = f32::from_bits(bits);
            (!value.is_nan()).then_some(if value == 0.0 { 0 } else { u64::from(bits) })
        };
        Some(match self.kind {
            0 => number,
            1 => [double(number[0])?, 0],
            2 => [single(number[0] as u32)?, 0],
            3 => [double(number[0])?, double(number[1])?],
            _ => [single(number[0] as u32)? | single((number[0] >> 32) as u32)? << 32, 0],
        })
    }

    fn hash(number: Number) -> u64 {
        let mixed = (number[0] ^ number[1].rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 29)
    }

    /// Where in the table a number is or would be.
    fn probe(&self, number: Number) -> Result<usize, usize> {
        let Some(canonical) = self.canonical(number) else {
            // What equals nothing goes to any free place.
            return Err(self.free_place(Self::hash(number)));
        };
        let mask = self.table.len() - 1;
        let mut place = Self::hash(canonical) as usize & mask;
        loop {
            match self.table[place] {
                FREE => return Err(place),
                position if self.canonical(self.number(position as usize)) == Some(canonical) => return Ok(place),
                _ => place = (place + 1) & mask,
            }
        }
    }

    fn free_place(&self, hash: u64) -> usize {
        let mask = self.table.len() - 1;
        let mut place = hash as usize & mask;
        while self.table[place] != FREE {
            place = (place + 1) & mask;
        }
        place
    }

    /// The hash that a number's place in the table begins with.
    fn home(&self, number: Number) -> usize {
        Self::hash(self.canonical(number).unwrap_or(number)) as usize & (self.table.len() - 1)
    }

    fn rebuild(&mut self, size: usize) -> bool {
        let mut table = Vec::new();
        if table.try_reserve_exact(size).is_err() {
            return true;
        }
        table.resize(size, FREE);
        self.table = table;
        for position in 0..self.len() {
            let number = self.number(position);
            let place = self.free_place(Self::hash(self.canonical(number).unwrap_or(number)));
            self.table[place] = position as u32;
        }
        false
    }

    /// Whether memory is out.
    fn add(&mut self, number: Number) -> bool {
        let Err(place) = self.probe(number) else { return false };
        let position = self.len();
        if position as i64 == self.list.capacity && self.list.reserve((position as i64 * 2).max(8)) {
            return true;
        }
        // SAFETY: there is room behind the last element.
        unsafe {
            let width = self.list.width as usize;
            self.list.data.add(position * width).write(number[0]);
            if width == 2 {
                self.list.data.add(position * 2 + 1).write(number[1]);
            }
        }
        self.list.length += 1;
        self.table[place] = position as u32;
        2 * self.len() > self.table.len() && self.rebuild(4 * self.table.len())
    }

    /// The place in the table of the element at a position.
    fn place_of(&self, position: usize) -> usize {
        let mask = self.table.len() - 1;
        let mut place = self.home(self.number(position));
        while self.table[place] != position as u32 {
            place = (place + 1) & mask;
        }
        place
    }

    /// Takes the element out that the table has at a place; the last one comes to its position.
    fn remove_at(&mut self, mut place: usize) {
        let (position, last) = (self.table[place] as usize, self.len() - 1);
        // Elements behind the gap move up where their own places are before it.
        let mask = self.table.len() - 1;
        self.table[place] = FREE;
        let mut next = (place + 1) & mask;
        while self.table[next] != FREE {
            let home = self.home(self.number(self.table[next] as usize));
            if (next.wrapping_sub(home) & mask) >= (next.wrapping_sub(place) & mask) {
                self.table[place] = std::mem::replace(&mut self.table[next], FREE);
                place = next;
            }
            next = (next + 1) & mask;
        }
        if position != last {
            let moved = self.place_of(last);
            self.table[moved] = position as u32;
            let width = self.list.width as usize;
            // SAFETY: both positions are the set's, and differ.
            unsafe { self.list.data.add(position * width).copy_from(self.list.data.add(last * width), width) };
        }
        self.list.length -= 1;
    }
}

/// A fresh set with room for `capacity` elements, or null when memory is out.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_set_new(capacity: i64, kind: i64) -> *mut Set {
    let width = if kind == 3 { 2 } else { 1 };
    let mut set = Set { list: List::header(width, 0, free_set), kind, table: Vec::new() };
    let capacity = capacity.clamp(0, 1 << 24);
    if set.list.reserve(capacity) || set.rebuild((capacity as usize * 2).next_power_of_two().max(16)) {
        return null_mut();
    }
    LIVE_BLOCKS.fetch_add(1, Ordering::Relaxed);
    Box::into_raw(Box::new(set))
}

unsafe extern "C" fn free_set(owner: *mut Owner) {
    LIVE_BLOCKS.fetch_sub(1, Ordering::Relaxed);
    // SAFETY: only sets made above carry this function, and this is their last use.
    unsafe {
        let set = Box::from_raw(owner.cast::<Set>());
        libc::free(set.list.data.cast());
    }
}

/// Adds a number; whether memory is out.
///
/// # Safety
/// Here and below: sets are alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_set_add(set: *mut Set, low: u64, high: u64) -> bool {
    // SAFETY: by the contract above.
    unsafe { (*set).add([low, high]) }
}

/// Whether a number is in a set.
///
/// # Safety
/// As of [`numlir_set_add`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_set_has(set: *const Set, low: u64, high: u64) -> bool {
    // SAFETY: by the contract above.
    unsafe { (*set).probe([low, high]).is_ok() }
}

/// Takes a number out; whether it was there.
///
/// # Safety
/// As of [`numlir_set_add`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_set_remove(set: *mut Set, low: u64, high: u64) -> bool {
    // SAFETY: by the contract above.
    unsafe {
        let found = (*set).probe([low, high]);
        if let Ok(place) = found {
            (*set).remove_at(place);
        }
        found.is_ok()
    }
}

/// Takes out the last element, which the caller has read.
///
/// # Safety
/// As of [`numlir_set_add`]; the set is not empty.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_set_drop_last(set: *mut Set) {
    // SAFETY: by the contract above.
    unsafe {
        let place = (*set).place_of((*set).len() - 1);
        (*set).remove_at(place);
    }
}

/// Removes all elements.
///
/// # Safety
/// As of [`numlir_set_add`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_set_clear(set: *mut Set) {
    // SAFETY: by the contract above.
    unsafe {
        (*set).list.length = 0;
        (*set).table.fill(FREE);
    }
}

/// A fresh set of the same elements, or null when memory is out.
///
/// # Safety
/// As of [`numlir_set_add`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_set_copy(set: *const Set) -> *mut Set {
    // SAFETY: by the contract above.
    unsafe {
        let made = numlir_set_new((*set).list.length, (*set).kind);
        if !made.is_null() && numlir_set_update(made, set) {
            super::memory::numlir_release(made.cast());
            return null_mut();
        }
        made
    }
}

/// Adds the elements of another set; whether memory is out.
///
/// # Safety
/// As of [`numlir_set_add`]; both are of one kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_set_update(set: *mut Set, other: *const Set) -> bool {
    // SAFETY: by the contract above; adding a set to itself changes nothing.
    unsafe { !std::ptr::eq(set, other) && (0..(*other).len()).any(|position| (*set).add((*other).number(position))) }
}

/// Keeps of a set what is in another (`keep`), or what is not.
///
/// # Safety
/// As of [`numlir_set_update`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_set_filter(set: *mut Set, other: *const Set, keep: bool) {
    // SAFETY: by the contract above.
    unsafe {
        let mut position = 0;
        while position < (*set).len() {
            let here = (*set).number(position);
            if (*other).probe(here).is_ok() == keep {
                position += 1;
            } else {
                let place = (*set).place_of(position);
                (*set).remove_at(place);
            }
        }
    }
}

/// Whether all elements of a set are in another.
///
/// # Safety
/// As of [`numlir_set_update`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_set_within(set: *const Set, other: *const Set) -> bool {
    // SAFETY: by the contract above.
    unsafe {
        let (set, other) = (&*set, &*other);
        set.len() <= other.len() && (0..set.len()).all(|position| other.probe(set.number(position)).is_ok())
    }
}
