//! The end of the process.
//!
//! Python ends while daemon threads run. One that compiles, or runs compiled code without the interpreter's lock, would come back to
//! an interpreter that is no more, which ends in an abort. So the end waits for compilations that are under way and for threads that are
//! asking for the lock ([`close`], by `atexit`); later ones wait for the end.
//!
//! When a process ends, C++ destroys the static objects of LLVM and MLIR. A daemon thread that compiles at that time would use
//! them after their end. Here they are registered with this function instead of C's (build.rs wraps the symbol), which leaves
//! them alive: the system takes the memory back.

use pyo3::{ffi, prelude::*};
use std::{
    cell::Cell,
    ffi::{c_int, c_void},
    process,
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, ThreadId},
    time::{Duration, Instant},
};

type Destructor = unsafe extern "C" fn(*mut c_void);

/// Stands for `__cxa_atexit` in the C++ code that this library is linked with.
#[unsafe(no_mangle)]
pub extern "C" fn __wrap___cxa_atexit(_: Option<Destructor>, _: *mut c_void, _: *mut c_void) -> c_int {
    0
}

struct Compilations {
    /// Of which process they are: a forked one has none of its parent's.
    process: u32,
    under_way: usize,
    /// The thread that ends the process.
    ends: Option<ThreadId>,
}

static COMPILATIONS: Mutex<Compilations> = Mutex::new(Compilations { process: 0, under_way: 0, ends: None });
static CHANGED: Condvar = Condvar::new();

thread_local! {
    /// How many compilations of this thread are under way, one within another.
    static OWN: Cell<usize> = const { Cell::new(0) };
}

/// Threads that ask for the interpreter's lock after they ran compiled code without it.
static RETURNING: AtomicUsize = AtomicUsize::new(0);
/// Whether the process ends.
static ENDING: AtomicBool = AtomicBool::new(false);

/// How long the end waits.
const PATIENCE: Duration = Duration::from_secs(10);

fn compilations() -> MutexGuard<'static, Compilations> {
    let mut known = COMPILATIONS.lock().unwrap_or_else(PoisonError::into_inner);
    if known.process != process::id() {
        *known = Compilations { process: process::id(), under_way: 0, ends: None };
    }
    known
}

/// A compilation under way, with all that it asks the interpreter. Begins and ends with the interpreter's lock.
pub struct UnderWay;

impl UnderWay {
    pub fn begin() -> Self {
        // Those that are under way wait for one another, but for none that has not begun.
        if OWN.get() == 0 {
            let known = compilations();
            stay(known, |_| true);
        }
        OWN.set(OWN.get() + 1);
        compilations().under_way += 1;
        Self
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut known = compilations();
        known.under_way = known.under_way.saturating_sub(1);
        OWN.set(OWN.get().saturating_sub(1));
        CHANGED.notify_all();
        // What this thread holds another compilation may need, so it goes on while one is under way.
        stay(known, |known| known.under_way == 0);
    }
}

/// Stays here for good, without the interpreter's lock, where the process ends by another thread and the compilations under way allow it.
fn stay(known: MutexGuard<'_, Compilations>, may: impl FnOnce(&Compilations) -> bool) {
    if known.ends.is_some_and(|ends| ends != thread::current().id()) && may(&known) {
        drop(known);
        // SAFETY: this thread holds the lock, and never asks for it again.
        unsafe { ffi::PyEval_SaveThread() };
        loop {
            thread::park();
        }
    }
}

/// Takes the interpreter's lock again; where the process ends by another thread, this one stays here for good.
///
/// # Safety
///
/// As of `PyEval_RestoreThread`.
#[inline]
pub unsafe fn reattach(state: *mut ffi::PyThreadState) {
    // The end says that it comes before it looks for such threads: it sees this one, or this one sees it.
    RETURNING.fetch_add(1, Ordering::SeqCst);
    if ENDING.load(Ordering::SeqCst) {
        stay_if_other();
    }
    // SAFETY: by the contract above.
    unsafe { ffi::PyEval_RestoreThread(state) };
    RETURNING.fetch_sub(1, Ordering::SeqCst);
}

#[cold]
fn stay_if_other() {
    if compilations().ends.is_some_and(|ends| ends != thread::current().id()) {
        RETURNING.fetch_sub(1, Ordering::SeqCst);
        loop {
            thread::park();
        }
    }
}

/// Waits for the compilations that are under way, and for threads that come back from compiled code; later ones, but for this thread,
/// do not any more.
#[pyfunction]
pub fn close(py: Python<'_>) {
    py.detach(|| {
        let started = Instant::now();
        let mut known = compilations();
        known.ends = Some(thread::current().id());
        ENDING.store(true, Ordering::SeqCst);
        let wait = CHANGED.wait_timeout_while(known, PATIENCE, |known| known.under_way > 0);
        drop(wait.unwrap_or_else(PoisonError::into_inner));
        // They only need the lock, which is free.
        while RETURNING.load(Ordering::SeqCst) > 0 && started.elapsed() < PATIENCE {
            thread::sleep(Duration::from_micros(100));
        }
    });
}

/// A forked process has one thread, and has just begun.
#[pyfunction]
pub fn forked() {
    RETURNING.store(0, Ordering::SeqCst);
    ENDING.store(false, Ordering::SeqCst);
}
