//! The specialisations of one function, by key: found without a lock, made once.

use rustc_hash::FxHashMap;
use std::{
    process,
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicPtr, Ordering},
    },
};

/// How many specialisations are found by comparing keys, before the map is asked.
const RECENT: usize = 4;

/// Values of `T` by key. What is in the table stays until the table goes, so that references into it need no count.
pub struct Table<T, E> {
    /// The nodes found last, latest first. Racing writers may lose an entry, which the map still has.
    recent: [AtomicPtr<Node<T>>; RECENT],
    entries: Mutex<Entries<T, E>>,
}

struct Entries<T, E> {
    states: FxHashMap<Box<[u32]>, State<T, E>>,
    /// What is ready, in the order in which it became so.
    ready: Vec<*mut Node<T>>,
}

struct Node<T> {
    key: Box<[u32]>,
    value: T,
}

enum State<T, E> {
    Ready(*mut Node<T>),
    InProgress(Arc<Attempt<E>>),
}

/// A value that a thread is making, and others wait for.
struct Attempt<E> {
    /// A forked child inherits attempts whose thread it lacks; it starts over.
    process: u32,
    outcome: Mutex<Option<Result<(), E>>>,
    finished: Condvar,
}

// SAFETY: nodes are shared only as `&Node<T>`, and freed by the one owner of the table.
unsafe impl<T: Send + Sync, E: Send> Send for Table<T, E> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync, E: Send> Sync for Table<T, E> {}

impl<T, E> Default for Table<T, E> {
    fn default() -> Self {
        let entries = Entries { states: FxHashMap::default(), ready: Vec::new() };
        Self { recent: Default::default(), entries: Mutex::new(entries) }
    }
}

impl<T, E: Clone> Table<T, E> {
    /// The value for a key, if it is there already.
    #[inline]
    pub fn find(&self, key: &[u32]) -> Option<&T> {
        // SAFETY: a pointer in `recent` is null or a node, which lives as long as the table.
        let first = unsafe { self.recent[0].load(Ordering::Acquire).as_ref() };
        match first {
            Some(node) if same(&node.key, key) => Some(&node.value),
            _ => self.find_older(key),
        }
    }

    fn find_older(&self, key: &[u32]) -> Option<&T> {
        for position in 1..RECENT {
            let pointer = self.recent[position].load(Ordering::Acquire);
            // SAFETY: as in `find`.
            let Some(node) = (unsafe { pointer.as_ref() }) else { break };
            if same(&node.key, key) {
                self.move_to_front(pointer, position);
                return Some(&node.value);
            }
        }
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(State::Ready(pointer)) = entries.states.get(key) else { return None };
        self.move_to_front(*pointer, RECENT - 1);
        // SAFETY: as in `find`.
        Some(unsafe { &(**pointer).value })
    }

    /// Puts a node first; those before `position` move back by one.
    fn move_to_front(&self, pointer: *mut Node<T>, position: usize) {
        let mut moved = pointer;
        for slot in &self.recent[..=position] {
            moved = slot.swap(moved, Ordering::AcqRel);
        }
    }

    /// The value for a key. Where it is not there `make` makes it; threads that ask for the same key meanwhile wait,
    /// and get the same error where it fails. Failures are not kept.
    ///
    /// # Errors
    ///
    /// What `make` returned.
    pub fn find_or_make(&self, key: &[u32], make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        let attempt = loop {
            if let Some(value) = self.find(key) {
                return Ok(value);
            }
            match self.join_or_start(key) {
                Turn::Mine(attempt) => break attempt,
                Turn::Theirs(attempt) => attempt.wait()?,
            }
        };
        let turn = Unfinished { table: self, key, attempt: &attempt };
        let made = make();
        turn.finish(made)
    }

    fn join_or_start(&self, key: &[u32]) -> Turn<E> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        match entries.states.get(key) {
            Some(State::InProgress(attempt)) if attempt.process == process::id() => Turn::Theirs(attempt.clone()),
            // It became ready since the caller looked: the loop finds it.
            Some(State::Ready(_)) => Turn::Theirs(Arc::new(Attempt::new(Some(Ok(()))))),
            _ => {
                let attempt = Arc::new(Attempt::new(None));
                entries.states.insert(key.into(), State::InProgress(attempt.clone()));
                Turn::Mine(attempt)
            }
        }
    }

    /// The values, oldest first.
    pub fn values(&self) -> Vec<&T> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        // SAFETY: as in `find`.
        entries.ready.iter().map(|&node| unsafe { &(*node).value }).collect()
    }
}

/// Keys are a few codes long: a loop is quicker than the C library's comparison, which some processors run slowly on
/// nothing at all.
#[inline]
fn same(known: &[u32], key: &[u32]) -> bool {
    known.len() == key.len() && known.iter().zip(key).all(|(known, code)| known == code)
}

enum Turn<E> {
    Mine(Arc<Attempt<E>>),
    Theirs(Arc<Attempt<E>>),
}

impl<E: Clone> Attempt<E> {
    fn new(outcome: Option<Result<(), E>>) -> Self {
        Self { process: process::id(), outcome: Mutex::new(outcome), finished: Condvar::new() }
    }

    fn wait(&self) -> Result<(), E> {
        let mut outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match &*outcome {
                Some(result) => return result.clone(),
                None => outcome = self.finished.wait(outcome).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn announce(&self, result: Result<(), E>) {
        *self.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        self.finished.notify_all();
    }
}

/// A started attempt. Dropped unfinished, because `make` panicked, it lets those who wait try themselves.
struct Unfinished<'table, 'call, T, E: Clone> {
    table: &'table Table<T, E>,
    key: &'call [u32],
    attempt: &'call Arc<Attempt<E>>,
}

impl<'table, T, E: Clone> Unfinished<'table, '_, T, E> {
    fn finish(self, made: Result<T, E>) -> Result<&'table T, E> {
        let value = match made {
            Ok(value) => value,
            Err(error) => {
                self.forget_attempt();
                self.attempt.announce(Err(error.clone()));
                return Err(error);
            }
        };
        let node = Box::into_raw(Box::new(Node { key: self.key.into(), value }));
        let mut entries = self.table.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.states.insert(self.key.into(), State::Ready(node));
        entries.ready.push(node);
        drop(entries);
        self.table.move_to_front(node, RECENT - 1);
        self.attempt.announce(Ok(()));
        // SAFETY: the node lives as long as the table.
        Ok(unsafe { &(*node).value })
    }

    fn forget_attempt(&self) {
        let mut entries = self.table.entries.lock().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have started a new attempt after this one failed.
        if matches!(entries.states.get(self.key), Some(State::InProgress(attempt)) if Arc::ptr_eq(attempt, self.attempt))
        {
            entries.states.remove(self.key);
        }
    }
}

impl<T, E: Clone> Drop for Unfinished<'_, '_, T, E> {
    fn drop(&mut self) {
        self.forget_attempt();
        let mut outcome = self.attempt.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        outcome.get_or_insert(Ok(()));
        self.attempt.finished.notify_all();
    }
}

impl<T, E> Drop for Table<T, E> {
    fn drop(&mut self) {
        let entries = self.entries.get_mut().unwrap_or_else(PoisonError::into_inner);
        for node in entries.ready.drain(..) {
            // SAFETY: `finish` made the node from a box and entered it once; no reference outlives the table.
            drop(unsafe { Box::from_raw(node) });
        }
    }
}
