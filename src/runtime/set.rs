//! Sets: the elements as in a list, in the order in which they came, and a table that finds them.
//!
//! An element is a number, a string, or a tuple of such: some slots, of which the set knows how each tells its value.

use super::{
    hash::numlir_hash_str,
    list::List,
    memory::{LIVE_BLOCKS, Owner, numlir_release, numlir_retain},
    string::{Str, numlir_str_equal},
};
use std::{ptr::null_mut, sync::atomic::Ordering};

/// A set; it begins as a list does, so that compiled code reads its elements in the same way.
#[repr(C)]
pub struct Set {
    list: List,
    /// What the slots of an element hold, four bits for each, the first at the lowest ones: 0 is an integer of
    /// 64 bits, and the others are the constants below.
    kinds: u64,
    /// Positions of elements by their hashes, or `FREE`; a power of two, at most half of it in use.
    table: Vec<u32>,
}

const FREE: u32 = u32::MAX;

// What a slot holds; whoever makes a set tells it by these numbers (dialects/src/hash.rs).
const DOUBLE: u64 = 1;
const SINGLE: u64 = 2;
const SINGLE_PAIR: u64 = 3;
const STRING: u64 = 4;
const ONE_BYTE: u64 = 5;
const TWO_BYTES: u64 = 6;
const FOUR_BYTES: u64 = 7;

/// The bits of a number in a form in which equal ones have equal bits; `None` of what equals nothing.
fn canonical(kind: u64, slot: u64) -> Option<u64> {
    let single = |bits: u32| {
        let value = f32::from_bits(bits);
        (!value.is_nan()).then_some(if value == 0.0 { 0 } else { u64::from(bits) })
    };
    match kind {
        DOUBLE => {
            let value = f64::from_bits(slot);
            (!value.is_nan()).then_some(if value == 0.0 { 0 } else { slot })
        }
        SINGLE => single(slot as u32),
        SINGLE_PAIR => Some(single(slot as u32)? | single((slot >> 32) as u32)? << 32),
        ONE_BYTE => Some(u64::from(slot as u8)),
        TWO_BYTES => Some(u64::from(slot as u16)),
        FOUR_BYTES => Some(u64::from(slot as u32)),
        _ => Some(slot),
    }
}

fn string(slot: u64) -> *const Str {
    std::ptr::without_provenance(slot as usize)
}

impl Set {
    fn len(&self) -> usize {
        self.list.length as usize
    }

    fn width(&self) -> usize {
        self.list.width as usize
    }

    /// The slots of the elements.
    ///
    /// # Safety
    /// Nobody changes the set while the slice is used.
    pub unsafe fn slots(&self) -> &[u64] {
        // SAFETY: by the contract above.
        unsafe { self.list.slots() }
    }

    /// The slots of one element.
    ///
    /// # Safety
    /// The position is one of the set's, whose data stays where it is while the slice is used.
    unsafe fn element<'a>(&self, position: usize) -> &'a [u64] {
        // SAFETY: by the contract above.
        unsafe { std::slice::from_raw_parts(self.list.data.add(position * self.width()), self.width()) }
    }

    fn kind(&self, slot: usize) -> u64 {
        self.kinds >> (4 * slot) & 15
    }

    /// Whether two elements are equal.
    fn same(&self, one: &[u64], other: &[u64]) -> bool {
        if self.kinds == 0 && self.list.width == 1 {
            return one[0] == other[0];
        }
        one.iter().zip(other).enumerate().all(|(slot, (one, other))| match self.kind(slot) {
            // SAFETY: the slots hold strings that are alive.
            STRING => one == other || unsafe { numlir_str_equal(string(*one), string(*other)) },
            kind => canonical(kind, *one).is_some_and(|one| canonical(kind, *other) == Some(one)),
        })
    }

    fn hash(&self, element: &[u64]) -> u64 {
        let mixed = element.iter().enumerate().fold(0u64, |hash, (slot, value)| {
            let part = match self.kind(slot) {
                // SAFETY: the slot holds a string that is alive.
                STRING => unsafe { numlir_hash_str(string(*value)) as u64 },
                kind => canonical(kind, *value).unwrap_or(*value),
            };
            (hash.rotate_left(32) ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        mixed ^ (mixed >> 29)
    }

    /// Where in the table an element is or would be.
    fn probe(&self, element: &[u64]) -> Result<usize, usize> {
        let mask = self.table.len() - 1;
        let mut place = self.hash(element) as usize & mask;
        loop {
            match self.table[place] {
                FREE => return Err(place),
                // SAFETY: the table holds positions of the set's.
                position if self.same(unsafe { self.element(position as usize) }, element) => return Ok(place),
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

    /// The place in the table that the search for the element at a position begins with.
    fn home(&self, position: usize) -> usize {
        // SAFETY: the position is one of the set's.
        self.hash(unsafe { self.element(position) }) as usize & (self.table.len() - 1)
    }

    fn rebuild(&mut self, size: usize) -> bool {
        let mut table = Vec::new();
        if table.try_reserve_exact(size).is_err() {
            return true;
        }
        table.resize(size, FREE);
        self.table = table;
        for position in 0..self.len() {
            // SAFETY: the position is one of the set's.
            let place = self.free_place(self.hash(unsafe { self.element(position) }));
            self.table[place] = position as u32;
        }
        false
    }

    /// Whether memory is out. What the element refers to becomes the set's too.
    fn add(&mut self, element: &[u64]) -> bool {
        let Err(place) = self.probe(element) else { return false };
        let position = self.len();
        if position as i64 == self.list.capacity && self.list.reserve((position as i64 * 2).max(8)) {
            return true;
        }
        // SAFETY: there is room behind the last element, and the strings are alive.
        unsafe {
            let width = self.width();
            self.list.data.add(position * width).copy_from_nonoverlapping(element.as_ptr(), width);
            self.list.each_reference(position as i64, 1, numlir_retain);
        }
        self.list.length += 1;
        self.table[place] = position as u32;
        2 * self.len() > self.table.len() && self.rebuild(4 * self.table.len())
    }

    /// The place in the table of the element at a position.
    fn place_of(&self, position: usize) -> usize {
        let mask = self.table.len() - 1;
        let mut place = self.home(position);
        while self.table[place] != position as u32 {
            place = (place + 1) & mask;
        }
        place
    }

    /// Takes the element out that the table has at a place; the last one comes to its position. Its references are the caller's.
    fn remove_at(&mut self, mut place: usize) {
        let (position, last) = (self.table[place] as usize, self.len() - 1);
        // Elements behind the gap move up where their own places are before it.
        let mask = self.table.len() - 1;
        self.table[place] = FREE;
        let mut next = (place + 1) & mask;
        while self.table[next] != FREE {
            let home = self.home(self.table[next] as usize);
            if (next.wrapping_sub(home) & mask) >= (next.wrapping_sub(place) & mask) {
                self.table[place] = std::mem::replace(&mut self.table[next], FREE);
                place = next;
            }
            next = (next + 1) & mask;
        }
        if position != last {
            let moved = self.place_of(last);
            self.table[moved] = position as u32;
            let width = self.width();
            // SAFETY: both positions are the set's, and differ.
            unsafe { self.list.data.add(position * width).copy_from(self.list.data.add(last * width), width) };
        }
        self.list.length -= 1;
    }

    /// As `remove_at`, and gives the element's references back, once the set is whole again.
    fn discard_at(&mut self, place: usize) {
        // SAFETY: the table holds positions of the set's; the references are the set's own.
        unsafe {
            let references = self.list.references;
            let element = if references == 0 { Vec::new() } else { self.element(self.table[place] as usize).to_vec() };
            self.remove_at(place);
            for (_, value) in element.iter().enumerate().filter(|(slot, _)| references >> slot & 1 == 1) {
                numlir_release(std::ptr::without_provenance_mut(*value as usize));
            }
        }
    }
}

/// A fresh set with room for `capacity` elements of `width` slots, or null when memory is out.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_set_new(capacity: i64, width: i64, kinds: u64) -> *mut Set {
    let references =
        (0..width).filter(|slot| kinds >> (4 * slot) & 15 == STRING).fold(0, |mask, slot| mask | 1 << slot);
    let mut set = Set { list: List::header(width, references, free_set), kinds, table: Vec::new() };
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
        set.list.each_reference(0, set.list.length, numlir_release);
        libc::free(set.list.data.cast());
    }
}

/// Adds a number in its slots, the second of most 0; whether memory is out.
///
/// # Safety
/// Here and below: sets are alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_set_add(set: *mut Set, low: u64, high: u64) -> bool {
    // SAFETY: by the contract above.
    unsafe { (*set).add(&[low, high][..(*set).width()]) }
}

/// Adds an element that stands in slots; whether memory is out.
///
/// # Safety
/// As of [`numlir_set_add`]; the slots are of the set's type, and what they refer to is alive.
pub unsafe fn add_to_set(set: *mut Set, element: &[u64]) -> bool {
    // SAFETY: by the contract above.
    unsafe { (*set).add(element) }
}

/// Whether a number is in a set.
///
/// # Safety
/// As of [`numlir_set_add`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_set_has(set: *const Set, low: u64, high: u64) -> bool {
    // SAFETY: by the contract above.
    unsafe { (*set).probe(&[low, high][..(*set).width()]).is_ok() }
}

/// Takes a number out; whether it was there.
///
/// # Safety
/// As of [`numlir_set_add`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_set_remove(set: *mut Set, low: u64, high: u64) -> bool {
    // SAFETY: by the contract above.
    unsafe { take_out(set, &[low, high][..(*set).width()]) }
}

unsafe fn take_out(set: *mut Set, element: &[u64]) -> bool {
    // SAFETY: as the caller's.
    unsafe {
        let found = (*set).probe(element);
        if let Ok(place) = found {
            (*set).discard_at(place);
        }
        found.is_ok()
    }
}

/// Adds the element of a list of one; whether memory is out.
///
/// # Safety
/// As of [`numlir_set_add`]; the list is alive, and its elements are of the set's type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_set_add_held(set: *mut Set, held: *const List) -> bool {
    // SAFETY: by the contract above.
    unsafe { (*set).add((*held).slots()) }
}

/// Whether the element of a list of one is in a set.
///
/// # Safety
/// As of [`numlir_set_add_held`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_set_has_held(set: *const Set, held: *const List) -> bool {
    // SAFETY: by the contract above.
    unsafe { (*set).probe((*held).slots()).is_ok() }
}

/// Takes the element of a list of one out of a set; whether it was there.
///
/// # Safety
/// As of [`numlir_set_add_held`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_set_remove_held(set: *mut Set, held: *const List) -> bool {
    // SAFETY: by the contract above.
    unsafe { take_out(set, (*held).slots()) }
}

/// Takes out the last element, which the caller has read with its references.
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
        let length = (*set).list.length;
        (*set).list.length = 0;
        (*set).table.fill(FREE);
        (*set).list.each_reference(0, length, numlir_release);
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
        let made = numlir_set_new((*set).list.length, (*set).list.width, (*set).kinds);
        if !made.is_null() && numlir_set_update(made, set) {
            numlir_release(made.cast());
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
    unsafe { !std::ptr::eq(set, other) && (0..(*other).len()).any(|position| (*set).add((*other).element(position))) }
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
            if (*other).probe((*set).element(position)).is_ok() == keep {
                position += 1;
            } else {
                let place = (*set).place_of(position);
                (*set).discard_at(place);
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
        set.len() <= other.len() && (0..set.len()).all(|position| other.probe(set.element(position)).is_ok())
    }
}
