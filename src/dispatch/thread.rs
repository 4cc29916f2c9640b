//! Where compilations run: a thread with a stack deep enough for deeply nested programs, on which a panic becomes
//! a diagnostic.

use numlir_grammar::diagnostic::{Diagnostic, Kind};
use std::{
    any::Any,
    cell::RefCell,
    panic::{self, AssertUnwindSafe},
    sync::Once,
    thread,
};

const NAME: &str = "numlir-compiler";

/// Only address space: pages are taken as they are touched. The smaller one serves where address space is limited.
const STACK_SIZES: [usize; 2] = [256 << 20, 32 << 20];

thread_local! {
    static PANIC_PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `work` on a thread of its own and waits for it.
///
/// # Errors
///
/// A diagnostic of [`Kind::Internal`] where `work` panicked or no thread could be had.
pub fn on_compiler_thread<R: Send>(work: impl FnOnce() -> R + Send) -> Result<R, Box<Diagnostic>> {
    remember_panic_places();
    let mut work = Some(work);
    let guarded = || {
        let Some(work) = work.take() else { return Err(fault("a compilation was started twice", None)) };
        panic::catch_unwind(AssertUnwindSafe(work)).map_err(|payload| fault(&message(&*payload), PANIC_PLACE.take()))
    };
    let mut guarded = guarded;
    for size in STACK_SIZES {
        let finished = thread::scope(|scope| {
            let thread = thread::Builder::new().name(NAME.into()).stack_size(size).spawn_scoped(scope, &mut guarded);
            thread.ok().map(thread::ScopedJoinHandle::join)
        });
        match finished {
            Some(Ok(result)) => return result,
            Some(Err(payload)) => return Err(fault(&message(&*payload), None)),
            None => continue,
        }
    }
    Err(fault("no thread for the compiler could be started", None))
}

fn fault(message: &str, place: Option<String>) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::new(Kind::Internal, "compiler-fault", format!("the compiler failed: {message}"))
        .help("this is a fault of numlir, not of the program; please report it");
    Box::new(match place {
        Some(place) => diagnostic.note(format!("in {place}")),
        None => diagnostic,
    })
}

fn message(payload: &(dyn Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".into())
}

/// Keeps panics on compiler threads off the user's terminal: their exception says all. Others print as before.
fn remember_panic_places() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |information| {
            if thread::current().name() == Some(NAME) {
                PANIC_PLACE.set(information.location().map(ToString::to_string));
            } else {
                previous(information);
            }
        }));
    });
}
