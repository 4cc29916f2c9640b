//! Shadow memory: which iterations of a loop have read and written each element so far.
//!
//! A loop that is traced runs on one thread, which the shadow belongs to. Memory is looked at in words of four bytes, smaller
//! elements by themselves. Of each are kept the last iteration that wrote it, and the first and the last that read it, which
//! is enough to find one pair of iterations that meet wherever there is any.

use rustc_hash::FxHashMap;
use std::cell::RefCell;

const WORD: i64 = 4;
/// A store of a value that all iterations share.
const SHARED: i64 = 2;

/// An iteration, the line of its access, and its kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Access {
    iteration: i64,
    line: i64,
    kind: i64,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    written: Option<Access>,
    read_first: Option<Access>,
    read_last: Option<Access>,
}

#[derive(Default)]
struct Shadow {
    cells: FxHashMap<i64, Cell>,
    iteration: i64,
    /// The line of the access that was met last.
    line: i64,
}

thread_local! {
    static SHADOW: RefCell<Shadow> = RefCell::default();
}

fn with<T: Default>(run: impl FnOnce(&mut Shadow) -> T) -> T {
    SHADOW
        .try_with(|shadow| shadow.try_borrow_mut().map(|mut shadow| run(&mut shadow)).unwrap_or_default())
        .unwrap_or_default()
}

/// A loop begins: nothing has been accessed.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_shadow_enter() {
    with(|shadow| *shadow = Shadow::default());
}

/// A loop ends.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_shadow_leave() {
    numlir_shadow_enter();
}

/// An iteration begins.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_shadow_iteration(iteration: i64) {
    with(|shadow| shadow.iteration = iteration);
}

/// Notes an access of so many bytes: 0 reads, 1 writes, 2 writes what all iterations write. Gives the iteration that it meets, or -1.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_shadow_access(address: i64, size: i64, kind: i64, line: i64) -> i64 {
    with(|shadow| Some(shadow.access(address, size, (kind, line)).unwrap_or(-1))).unwrap_or(-1)
}

/// The line of the access that the last one met.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_shadow_line() -> i64 {
    with(|shadow| shadow.line)
}

impl Shadow {
    fn access(&mut self, address: i64, size: i64, (kind, line): (i64, i64)) -> Option<i64> {
        let access = Access { iteration: self.iteration, line, kind };
        let words = match size {
            ..=0 => 0,
            1..WORD => 1,
            _ => (size + WORD - 1) / WORD,
        };
        for word in 0..words {
            let cell = self.cells.entry(address.wrapping_add(word * WORD)).or_default();
            if let Some(other) = cell.meets(access) {
                self.line = other.line;
                self.cells = FxHashMap::default();
                return Some(other.iteration);
            }
            cell.note(access);
        }
        None
    }
}

impl Cell {
    /// The access of another iteration that an access does not go with.
    fn meets(&self, access: Access) -> Option<Access> {
        let other = |known: Option<Access>| known.filter(|known| known.iteration != access.iteration);
        let written = other(self.written).filter(|known| access.kind != SHARED || known.kind != SHARED);
        let read = || other(self.read_first).or_else(|| other(self.read_last)).filter(|_| access.kind != 0);
        written.or_else(read)
    }

    fn note(&mut self, access: Access) {
        if access.kind != 0 {
            self.written = Some(access);
            return;
        }
        self.read_first.get_or_insert(access);
        self.read_last = Some(access);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the last of some accesses meets, each `(iteration, address, size, kind)`.
    fn last(accesses: &[(i64, i64, i64, i64)]) -> i64 {
        numlir_shadow_enter();
        accesses.iter().fold(-1, |_, (iteration, address, size, kind)| {
            numlir_shadow_iteration(*iteration);
            numlir_shadow_access(*address, *size, *kind, 7)
        })
    }

    #[test]
    fn iterations_meet_where_one_writes() {
        assert_eq!(last(&[(0, 64, 8, 1), (1, 72, 8, 1)]), -1);
        assert_eq!(last(&[(0, 64, 8, 1), (0, 64, 8, 0)]), -1);
        assert_eq!(last(&[(0, 64, 8, 0), (1, 64, 8, 0)]), -1);
        assert_eq!(last(&[(0, 64, 8, 1), (1, 64, 8, 1)]), 0);
        assert_eq!(last(&[(3, 64, 8, 1), (5, 64, 8, 0)]), 3);
        assert_eq!(numlir_shadow_line(), 7);
        // The writer read it last itself, but another iteration did before.
        assert_eq!(last(&[(1, 64, 8, 0), (2, 64, 8, 0), (2, 64, 8, 1)]), 1);
        assert_eq!(last(&[(0, 64, 8, 2), (1, 64, 8, 2)]), -1);
        assert_eq!(last(&[(0, 64, 8, 2), (1, 64, 8, 0)]), 0);
        // A part of a larger element, and neighbours of one byte.
        assert_eq!(last(&[(0, 64, 16, 1), (1, 72, 8, 0)]), 0);
        assert_eq!(last(&[(0, 64, 1, 1), (1, 65, 1, 1)]), -1);
    }
}
