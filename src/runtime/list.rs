//! Lists: one object that holds its elements as the slots of the calling convention (docs/calling-convention.md).
//!
//! What an element is, the runtime knows only so far as it has to: how many slots it takes, and which of them hold
//! references. Compiled code reads and writes elements in place; what moves many of them is here.

use super::{
    memory::{LIVE_BLOCKS, Owner, numlir_release, numlir_retain},
    nested,
};
use std::{
    ptr::null_mut,
    sync::atomic::{AtomicI64, Ordering},
};

/// Bytes of a slot.
const SLOT: usize = 8;

/// A list. Compiled code knows these offsets.
#[repr(C)]
#[derive(Debug)]
pub struct List {
    pub owner: Owner,
    pub data: *mut u64,
    pub length: i64,
    pub capacity: i64,
    /// Slots of an element.
    pub width: i64,
    /// Which of an element's slots hold references, the first at the lowest bit.
    pub references: u64,
}

impl List {
    pub(super) fn header(width: i64, references: u64, free: unsafe extern "C" fn(*mut Owner)) -> Self {
        let owner = Owner { references: AtomicI64::new(1), free };
        Self { owner, data: null_mut(), length: 0, capacity: 0, width, references }
    }

    fn width(&self) -> usize {
        self.width as usize
    }

    /// # Safety
    /// The position is at most the capacity.
    unsafe fn at(&self, position: i64) -> *mut u64 {
        // SAFETY: by the contract above.
        unsafe { self.data.add(position as usize * self.width()) }
    }

    /// The slots of all elements.
    ///
    /// # Safety
    /// Nobody changes the list while the slice is used.
    pub unsafe fn slots(&self) -> &[u64] {
        let count = self.length as usize * self.width();
        if count == 0 {
            return &[];
        }
        // SAFETY: so many slots are filled.
        unsafe { std::slice::from_raw_parts(self.data, count) }
    }

    /// Makes room for so many elements in all; whether there is no memory for that.
    pub(super) fn reserve(&mut self, capacity: i64) -> bool {
        if capacity <= self.capacity {
            return false;
        }
        let bytes = usize::try_from(capacity).ok().and_then(|count| count.checked_mul(self.width() * SLOT));
        let Some(bytes) = bytes.filter(|bytes| *bytes <= isize::MAX as usize) else { return true };
        // SAFETY: the data is null or from here; at least one byte is asked for.
        let data = unsafe { libc::realloc(self.data.cast(), bytes.max(1)) };
        if data.is_null() {
            return true;
        }
        self.data = data.cast();
        self.capacity = capacity;
        false
    }

    /// As `reserve`, with room for more so that appending again and again stays linear.
    fn grow(&mut self, needed: i64) -> bool {
        if needed <= self.capacity {
            return false;
        }
        let generous = needed.saturating_add(needed >> 1).max(4);
        self.reserve(generous) && self.reserve(needed)
    }

    /// The references among `count` elements from a position on, each passed to `act`.
    ///
    /// # Safety
    /// The elements are there.
    pub(super) unsafe fn each_reference(&self, from: i64, count: i64, act: unsafe extern "C" fn(*mut Owner)) {
        if self.references == 0 {
            return;
        }
        for position in from..from + count {
            let mut rest = self.references;
            while rest != 0 {
                let slot = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                // SAFETY: the element is one of the list's, and the slot holds a reference.
                unsafe { act((*self.at(position).add(slot)) as *mut Owner) };
            }
        }
    }

    /// Copies elements of another list of the same kind to a place that holds none; they become this list's too.
    unsafe fn copy_from(&self, to: i64, source: &List, from: i64, count: i64) {
        if count > 0 {
            // SAFETY: the caller has made room, and what is copied is there.
            unsafe {
                self.at(to).copy_from(source.at(from), count as usize * self.width());
                self.each_reference(to, count, numlir_retain);
            }
        }
    }

    unsafe fn move_within(&self, from: i64, to: i64, count: i64) {
        if count > 0 {
            // SAFETY: both places lie within the capacity.
            unsafe { self.at(to).copy_from(self.at(from), count as usize * self.width()) };
        }
    }
}

/// A fresh list with room for `capacity` elements, or null when memory is out.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_list_new(capacity: i64, width: i64, references: u64) -> *mut List {
    let mut list = List::header(width, references, free_list);
    if list.reserve(capacity.max(0)) {
        return null_mut();
    }
    LIVE_BLOCKS.fetch_add(1, Ordering::Relaxed);
    Box::into_raw(Box::new(list))
}

unsafe extern "C" fn free_list(owner: *mut Owner) {
    // SAFETY: only lists have this function, and the owner says it.
    unsafe {
        match (*owner.cast::<List>()).references {
            0 => end_list(owner),
            _ => nested::end(owner, end_list),
        }
    }
}

unsafe fn end_list(owner: *mut Owner) {
    LIVE_BLOCKS.fetch_sub(1, Ordering::Relaxed);
    // SAFETY: only lists made above carry this function, and this is their last use.
    unsafe {
        let list = Box::from_raw(owner.cast::<List>());
        list.each_reference(0, list.length, numlir_release);
        libc::free(list.data.cast());
    }
}

/// Makes room for `needed` elements; whether memory is out.
///
/// # Safety
/// Here and below: lists are alive, and positions lie within them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_list_grow(list: *mut List, needed: i64) -> bool {
    // SAFETY: by the contract above.
    unsafe { (*list).grow(needed) }
}

/// A fresh list of `count` elements from `start` on, `step` apart; null when memory is out.
///
/// # Safety
/// As of [`numlir_list_grow`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_list_slice(list: *const List, start: i64, step: i64, count: i64) -> *mut List {
    // SAFETY: by the contract above; the fresh list has room.
    unsafe {
        let source = &*list;
        let made = numlir_list_new(count, source.width, source.references);
        if made.is_null() {
            return made;
        }
        (*made).length = count;
        if step == 1 {
            (*made).copy_from(0, source, start, count);
        } else {
            for index in 0..count {
                (*made).copy_from(index, source, start + index * step, 1);
            }
        }
        made
    }
}

/// The elements of both in a fresh list; null when memory is out.
///
/// # Safety
/// As of [`numlir_list_grow`]; both are of one kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_list_concat(first: *const List, second: *const List) -> *mut List {
    // SAFETY: by the contract above; the fresh list has room.
    unsafe {
        let (first, second) = (&*first, &*second);
        let made = numlir_list_new(first.length + second.length, first.width, first.references);
        if !made.is_null() {
            (*made).length = first.length + second.length;
            (*made).copy_from(0, first, 0, first.length);
            (*made).copy_from(first.length, second, 0, second.length);
        }
        made
    }
}

/// A fresh list of the elements so many times; null when memory is out.
///
/// # Safety
/// As of [`numlir_list_grow`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_list_repeat(list: *const List, times: i64) -> *mut List {
    // SAFETY: by the contract above; the fresh list has room.
    unsafe {
        let source = &*list;
        let Some(length) = source.length.checked_mul(times.max(0)) else { return null_mut() };
        let made = numlir_list_new(length, source.width, source.references);
        if made.is_null() {
            return made;
        }
        (*made).length = length;
        if source.length == 1 && source.width == 1 {
            let value = *source.data;
            std::slice::from_raw_parts_mut((*made).data, length as usize).fill(value);
            (*made).each_reference(0, length, numlir_retain);
            return made;
        }
        let mut filled = 0;
        while filled < length {
            (*made).copy_from(filled, source, 0, source.length);
            filled += source.length;
        }
        made
    }
}

/// Appends the elements of another list, which may be the same; whether memory is out.
///
/// # Safety
/// As of [`numlir_list_grow`]; both are of one kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_list_extend(list: *mut List, more: *const List) -> bool {
    // SAFETY: by the contract above.
    unsafe {
        let (old, count) = ((*list).length, (*more).length);
        if (*list).grow(old + count) {
            return true;
        }
        (*list).length = old + count;
        (*list).copy_from(old, &*more, 0, count);
        false
    }
}

/// Opens a place for an element, which the caller fills; whether memory is out.
///
/// # Safety
/// As of [`numlir_list_grow`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_list_open(list: *mut List, position: i64) -> bool {
    // SAFETY: by the contract above.
    unsafe {
        let list = &mut *list;
        if list.grow(list.length + 1) {
            return true;
        }
        list.move_within(position, position + 1, list.length - position);
        list.length += 1;
        false
    }
}

/// Closes a place whose element the caller has taken.
///
/// # Safety
/// As of [`numlir_list_grow`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_list_close(list: *mut List, position: i64) {
    // SAFETY: by the contract above.
    unsafe {
        let list = &mut *list;
        list.length -= 1;
        list.move_within(position + 1, position, list.length - position);
    }
}

/// Removes `count` elements from `start` on, `step` (positive) apart.
///
/// # Safety
/// As of [`numlir_list_grow`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_list_delete(list: *mut List, start: i64, step: i64, count: i64) {
    if count <= 0 {
        return;
    }
    // SAFETY: by the contract above. What is removed is released only when the list is whole again.
    unsafe {
        let list = &mut *list;
        let mut removed = List::header(list.width, list.references, free_list);
        let keep = list.references != 0 && !removed.reserve(count);
        for index in 0..count {
            let from = start + index * step;
            if keep {
                removed.at(index).copy_from(list.at(from), list.width());
            }
            let end = if index + 1 < count { from + step } else { list.length };
            list.move_within(from + 1, from - index, end - from - 1);
        }
        list.length -= count;
        if keep {
            removed.each_reference(0, count, numlir_release);
        }
        libc::free(removed.data.cast());
    }
}

/// Puts the elements of another list in the place of `count` elements from `start` on, `step` apart: as many where the
/// step is not 1. Whether memory is out.
///
/// # Safety
/// As of [`numlir_list_grow`]; both are of one kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_list_assign(
    list: *mut List,
    start: i64,
    step: i64,
    count: i64,
    values: *const List,
) -> bool {
    // SAFETY: by the contract above; what is assigned is copied first, because it may be the same list.
    unsafe {
        let values = numlir_list_slice(values, 0, 1, (*values).length);
        if values.is_null() {
            return true;
        }
        let target = &mut *list;
        let more = (*values).length;
        if target.grow(target.length - count + more) {
            numlir_release(values.cast());
            return true;
        }
        // What is replaced is freed only when the list is whole again.
        if step == 1 {
            let replaced = numlir_list_slice(target, start, 1, count);
            if replaced.is_null() {
                numlir_release(values.cast());
                return true;
            }
            target.each_reference(start, count, numlir_release);
            target.move_within(start + count, start + more, target.length - start - count);
            target.length += more - count;
            target.copy_from(start, &*values, 0, more);
            numlir_release(replaced.cast());
        } else {
            for index in 0..count {
                let (place, value) = (target.at(start + index * step), (*values).at(index));
                std::ptr::swap_nonoverlapping(place, value, target.width());
            }
        }
        numlir_release(values.cast());
        false
    }
}

/// Removes all elements.
///
/// # Safety
/// As of [`numlir_list_grow`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_list_clear(list: *mut List) {
    // SAFETY: by the contract above.
    unsafe {
        let length = (*list).length;
        (*list).length = 0;
        (*list).each_reference(0, length, numlir_release);
    }
}

/// Turns the order of the elements round.
///
/// # Safety
/// As of [`numlir_list_grow`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_list_reverse(list: *mut List) {
    // SAFETY: by the contract above; the two places differ.
    unsafe {
        let list = &mut *list;
        for position in 0..list.length / 2 {
            let (low, high) = (list.at(position), list.at(list.length - 1 - position));
            std::ptr::swap_nonoverlapping(low, high, list.width());
        }
    }
}

/// Sorts a list of numbers, of which `kind` says how they stand in their slots.
///
/// # Safety
/// As of [`numlir_list_grow`]; an element is one slot.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_list_sort(list: *mut List, kind: i64, reverse: bool) {
    // SAFETY: by the contract above.
    unsafe {
        let list = &mut *list;
        if list.length < 2 {
            return;
        }
        let slots = std::slice::from_raw_parts_mut(list.data, list.length as usize);
        match kind {
            0 => sort_by(slots, reverse, |slot| slot as i64),
            1 => sort_by(slots, reverse, |slot| slot as i32),
            2 => sort_by(slots, reverse, |slot| slot as i16),
            3 => sort_by(slots, reverse, |slot| slot as i8),
            4 => sort_by(slots, reverse, |slot| slot),
            5 => sort_by(slots, reverse, |slot| slot as u32),
            6 => sort_by(slots, reverse, |slot| slot as u16),
            7 => sort_by(slots, reverse, |slot| slot as u8),
            8 => sort_by(slots, reverse, |slot| Ordered(f64::from_bits(slot))),
            _ => sort_by(slots, reverse, |slot| Ordered(f64::from(f32::from_bits(slot as u32)))),
        }
    }
}

/// Equal floats keep their order: `0.0` and `-0.0` are equal and differ.
fn sort_by<T: Ord>(slots: &mut [u64], reverse: bool, value: impl Fn(u64) -> T) {
    if reverse {
        slots.sort_by_key(|slot| std::cmp::Reverse(value(*slot)));
    } else {
        slots.sort_by_key(|slot| value(*slot));
    }
}

/// A float in an order in which NaN comes last and zeros are equal.
struct Ordered(f64);

impl PartialEq for Ordered {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ordered {}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.partial_cmp(&other.0).unwrap_or_else(|| self.0.is_nan().cmp(&other.0.is_nan()))
    }
}
