//! The end of the process.
//!
//! Python ends while daemon threads run. One that compiles would come back to an interpreter that is no more, which ends in an
//! abort. So the end waits for compilations that are under way ([`close`], by `atexit`), and later ones wait for the end.
//!
//! When a process ends, C++ destroys the static objects of LLVM and MLIR. A daemon thread that compiles at that time would use
//! them after their end. Here they are registered with this function instead of C's (build.rs wraps the symbol), which leaves
//! them alive: the system takes the memory back.

use pyo3::prelude::*;
use std::{
    ffi::{c_int, c_void},
    process,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
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
    closed: bool,
}

static COMPILATIONS: Mutex<Compilations> = Mutex::new(Compilations { process: 0, under_way: 0, closed: false });
static CHANGED: Condvar = Condvar::new();

/// How long the end waits.
const PATIENCE: Duration = Duration::from_secs(10);

fn compilations() -> MutexGuard<'static, Compilations> {
    let mut known = COMPILATIONS.lock().unwrap_or_else(PoisonError::into_inner);
    if known.process != process::id() {
        *known = Compilations { process: process::id(), under_way: 0, closed: false };
    }
    known
}

/// A compilation under way.
struct UnderWay;

impl UnderWay {
    /// Begins; where the end has come, waits for it. A compilation may need others, so those begin while one is under way.
    fn begin() -> Self {
        let mut known = compilations();
        while known.closed && known.under_way == 0 {
            known = CHANGED.wait(known).unwrap_or_else(PoisonError::into_inner);
        }
        known.under_way += 1;
        Self
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut known = compilations();
        known.under_way = known.under_way.saturating_sub(1);
        CHANGED.notify_all();
    }
}

/// Runs a compilation without the interpreter's lock, and has the lock again before the end may come.
pub fn compiling<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> T {
    let _under_way = py.detach(UnderWay::begin);
    py.detach(work)
}

/// Waits for the compilations that are under way; others do not begin any more.
#[pyfunction]
pub fn close(py: Python<'_>) {
    py.detach(|| {
        let mut known = compilations();
        known.closed = true;
        let wait = CHANGED.wait_timeout_while(known, PATIENCE, |known| known.under_way > 0);
        drop(wait.unwrap_or_else(PoisonError::into_inner));
    });
}
