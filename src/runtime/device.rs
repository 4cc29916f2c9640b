//! Launches of kernels on a device by compiled code, through whoever knows of devices.

use std::{cell::RefCell, slice, str::from_utf8, sync::OnceLock};

/// The status of a launch that the driver refused; [`take_refusal`] says why.
pub const REFUSED: i32 = -3;

/// A kernel as compiled code describes it.
#[derive(Clone, Copy, Debug)]
pub struct DeviceKernel<'a> {
    pub threads: u32,
    pub entry: &'a str,
    pub ptx: &'a str,
    /// What is known of the arrays among the parameters.
    pub arrays: &'a [DeviceArray],
}

/// An array among the parameters of a kernel.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceArray {
    /// The parameter that is its address; extents follow, and strides in bytes where the layout is 0.
    pub parameter: u64,
    pub rank: u64,
    /// 1 is C's, 2 is Fortran's.
    pub layout: u64,
    /// Bytes of an element.
    pub size: u64,
    reads: u64,
    writes: u64,
}

impl DeviceArray {
    pub fn reads(&self) -> bool {
        self.reads != 0
    }

    pub fn writes(&self) -> bool {
        self.writes != 0
    }
}

/// Runs a kernel in so many blocks, with parameters of a word each, and waits for its end. Gives 0 or the status of a thread that failed,
/// or why it could not be run.
pub type Runner = fn(&DeviceKernel, u32, &mut [u64]) -> Result<i32, String>;

static RUNNER: OnceLock<Runner> = OnceLock::new();

thread_local! {
    static REFUSAL: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Says who runs kernels. The first one counts.
pub fn set_device_runner(runner: Runner) {
    let _ = RUNNER.set(runner);
}

/// Why this thread's last launch was refused.
pub fn take_refusal() -> String {
    REFUSAL.take()
}

const WORD: usize = size_of::<u64>();
/// Words before those of arrays.
const HEAD: usize = 5;

/// The kernel and how many parameters it has.
///
/// # Safety
/// A description as `nd-to-llvm` makes it is there.
unsafe fn described<'a>(description: *const u64) -> Option<(DeviceKernel<'a>, usize)> {
    // SAFETY: by the contract above; the words say how long what follows them is.
    unsafe {
        let [parameters, arrays, threads, entry, ptx] = [0, 1, 2, 3, 4].map(|word| *description.add(word) as usize);
        let rows = slice::from_raw_parts(description.add(HEAD).cast::<DeviceArray>(), arrays);
        let texts = description.add(HEAD + arrays * (size_of::<DeviceArray>() / WORD)).cast::<u8>();
        let entry = from_utf8(slice::from_raw_parts(texts, entry)).ok()?;
        let ptx = from_utf8(slice::from_raw_parts(texts.add(entry.len()), ptx)).ok()?;
        Some((DeviceKernel { threads: threads as u32, entry, ptx, arrays: rows }, parameters))
    }
}

/// Runs a kernel on a device.
///
/// # Safety
/// Compiled code calls it with the description of a kernel and as many words as it has parameters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_device_run(description: *const u64, blocks: i64, words: *mut u64) -> i32 {
    // SAFETY: by the contract above.
    let described = unsafe { described(description) };
    let outcome = match (described, RUNNER.get()) {
        (Some((kernel, parameters)), Some(run)) => {
            // SAFETY: by the contract above.
            let words = unsafe { slice::from_raw_parts_mut(words, parameters) };
            run(&kernel, blocks as u32, words)
        }
        _ => Err("no driver is there to run a parallel loop on a device".to_owned()),
    };
    outcome.unwrap_or_else(|why| {
        REFUSAL.set(why);
        REFUSED
    })
}
