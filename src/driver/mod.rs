//! NVIDIA's driver: `libcuda`, opened when it is first needed, so that nothing of it is needed to compile or to import.
//!
//! Every function of the driver that fails becomes a [`DriverError`] with the driver's own number, name and text. Handles
//! and addresses are numbers here; whoever holds one gives it back. Nothing in this folder knows the compiler or Python.
#![allow(unsafe_code)]

mod entries;
mod module;

use entries::{Address, Entries, Handle, Status};
use libloading::Library;
use std::{
    ffi::{CStr, c_int, c_void},
    fmt,
    path::Path,
    ptr::{null, null_mut},
};

pub use module::{Module, ModuleOptions};

/// Where the driver is looked for when nobody says where.
const NAMES: [&str; 2] = ["libcuda.so.1", "libcuda.so"];

/// The driver, and what of it is called.
pub struct Driver {
    entries: Entries,
    _library: Library,
}

/// Why there is no driver.
#[derive(Clone, Debug)]
pub struct Missing(pub String);

/// A function of the driver that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriverError {
    /// The driver's number; 0 where the driver has no such function.
    pub code: i32,
    /// Such as `CUDA_ERROR_OUT_OF_MEMORY`.
    pub name: String,
    pub text: String,
    /// What else is known: the messages of the driver's own compiler.
    pub log: String,
}

impl fmt::Display for DriverError {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "{}: {}", self.name, self.text)?;
        if self.log.is_empty() { Ok(()) } else { write!(to, "\n{}", self.log) }
    }
}

pub type Outcome<T> = Result<T, DriverError>;

/// How many blocks there are, how many threads each has, and where they run.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    pub blocks: [u32; 3],
    pub threads: [u32; 3],
    /// Bytes of shared memory beside what the kernel says.
    pub shared: u32,
    pub stream: usize,
    /// All blocks run at once, because they wait for one another.
    pub cooperative: bool,
}

/// Calls one of the driver's functions.
macro_rules! call {
    ($driver:expr, $entry:ident($($argument:expr),* $(,)?)) => {
        match $driver.entries.$entry {
            // SAFETY: handles are the driver's own, and what is written to outlives the call.
            Ok(function) => $driver.check(unsafe { function($($argument),*) }),
            Err(symbol) => Err(DriverError::lacking(symbol)),
        }
    };
}
use call;

/// Calls a function that writes its result to its first parameter.
macro_rules! get {
    ($driver:expr, $start:expr, $entry:ident($($argument:expr),* $(,)?)) => {{
        let mut result = $start;
        call!($driver, $entry(&raw mut result, $($argument),*)).map(|()| result)
    }};
}
use get;

impl DriverError {
    fn lacking(symbol: &str) -> Self {
        let text = format!("this driver has no {symbol}; a newer one has");
        Self { code: 0, name: "CUDA_ERROR_NOT_FOUND".into(), text, log: String::new() }
    }
}

impl Driver {
    /// Opens the driver, from a path or from where systems keep it.
    ///
    /// # Errors
    /// There is none, or it does not start.
    pub fn open(path: Option<&Path>) -> Result<Self, Missing> {
        let names: Vec<&Path> = path.map_or_else(|| NAMES.map(Path::new).to_vec(), |path| vec![path]);
        let mut reason = None;
        let library = names.into_iter().find_map(|name| {
            // SAFETY: what the driver does when it is loaded is its own affair; it is made to be loaded so.
            unsafe { Library::new(name) }.map_err(|error| reason.get_or_insert(error.to_string()).clone()).ok()
        });
        let Some(library) = library else {
            return Err(Missing(format!("there is no NVIDIA driver: {}", reason.unwrap_or_default())));
        };
        let driver = Self { entries: Entries::find(&library), _library: library };
        call!(driver, init(0)).map_err(|error| Missing(format!("the NVIDIA driver does not start: {error}")))?;
        Ok(driver)
    }

    fn check(&self, status: Status) -> Outcome<()> {
        if status == 0 {
            return Ok(());
        }
        let said = |entry: &Result<unsafe extern "C" fn(Status, *mut *const _) -> Status, _>| {
            let mut text: *const std::ffi::c_char = null();
            // SAFETY: the driver gives null or a text that stays.
            unsafe {
                if let Ok(function) = entry
                    && function(status, &raw mut text) == 0
                    && !text.is_null()
                {
                    return CStr::from_ptr(text).to_string_lossy().into_owned();
                }
            }
            format!("error {status}")
        };
        let (name, text) = (said(&self.entries.error_name), said(&self.entries.error_text));
        Err(DriverError { code: status, name, text, log: String::new() })
    }

    /// The newest version of CUDA that the driver knows: 1000 times the major number, and 10 times the minor.
    pub fn version(&self) -> Outcome<i32> {
        get!(self, 0, version())
    }

    pub fn device_count(&self) -> Outcome<i32> {
        get!(self, 0, device_count())
    }

    pub fn device_name(&self, number: i32) -> Outcome<String> {
        let mut name = [0; 256];
        call!(self, device_name(name.as_mut_ptr(), name.len() as c_int, self.device(number)?))?;
        name[name.len() - 1] = 0;
        // SAFETY: the text ends within the array.
        Ok(unsafe { CStr::from_ptr(name.as_ptr()) }.to_string_lossy().into_owned())
    }

    pub fn device_uuid(&self, number: i32) -> Outcome<[u8; 16]> {
        get!(self, [0; 16], device_uuid(self.device(number)?))
    }

    /// An attribute by its number in `CUdevice_attribute`.
    pub fn device_attribute(&self, number: i32, attribute: i32) -> Outcome<i32> {
        get!(self, 0, device_attribute(attribute, self.device(number)?))
    }

    fn device(&self, number: i32) -> Outcome<c_int> {
        get!(self, 0, device(number))
    }

    /// The primary context of a device, which other libraries of the process use too.
    pub fn retain(&self, number: i32) -> Outcome<usize> {
        Ok(get!(self, null_mut(), retain(self.device(number)?))?.addr())
    }

    pub fn reset(&self, number: i32) -> Outcome<()> {
        call!(self, reset(self.device(number)?))
    }

    /// Makes a context that of this thread.
    pub fn set_current(&self, context: usize) -> Outcome<()> {
        call!(self, set_current(handle(context)))
    }

    /// The context of this thread, 0 where it has none.
    pub fn current(&self) -> Outcome<usize> {
        Ok(get!(self, null_mut(), current())?.addr())
    }

    pub fn synchronize(&self) -> Outcome<()> {
        call!(self, synchronize())
    }

    /// Bytes that are free, and all.
    pub fn memory_info(&self) -> Outcome<(usize, usize)> {
        let (mut free, mut total) = (0, 0);
        call!(self, memory_info(&raw mut free, &raw mut total))?;
        Ok((free, total))
    }

    pub fn allocate(&self, bytes: usize) -> Outcome<Address> {
        get!(self, 0, allocate(bytes))
    }

    pub fn free(&self, address: Address) -> Outcome<()> {
        call!(self, free(address))
    }

    /// Memory that devices and the host both read and write.
    pub fn allocate_managed(&self, bytes: usize, attach_global: bool) -> Outcome<Address> {
        get!(self, 0, allocate_managed(bytes, if attach_global { 1 } else { 2 }))
    }

    /// Memory of the host that stays where it is. `flags` are those of `cuMemHostAlloc`.
    pub fn allocate_host(&self, bytes: usize, flags: u32) -> Outcome<usize> {
        Ok(get!(self, null_mut(), allocate_host(bytes, flags))?.addr())
    }

    pub fn free_host(&self, address: usize) -> Outcome<()> {
        call!(self, free_host(handle(address)))
    }

    pub fn register_host(&self, address: usize, bytes: usize, flags: u32) -> Outcome<()> {
        call!(self, register_host(handle(address), bytes, flags))
    }

    pub fn unregister_host(&self, address: usize) -> Outcome<()> {
        call!(self, unregister_host(handle(address)))
    }

    /// What a device calls the host's memory at an address.
    pub fn host_address(&self, address: usize) -> Outcome<Address> {
        get!(self, 0, host_address(handle(address), 0))
    }

    /// # Safety
    /// So many bytes can be read there until the stream is done with the copy.
    pub unsafe fn to_device(&self, to: Address, from: usize, (bytes, stream): (usize, usize)) -> Outcome<()> {
        call!(self, to_device(to, handle(from), bytes, handle(stream)))
    }

    /// # Safety
    /// So many bytes can be written there until the stream is done with the copy.
    pub unsafe fn to_host(&self, to: usize, from: Address, (bytes, stream): (usize, usize)) -> Outcome<()> {
        call!(self, to_host(handle(to), from, bytes, handle(stream)))
    }

    pub fn on_device(&self, to: Address, from: Address, (bytes, stream): (usize, usize)) -> Outcome<()> {
        call!(self, on_device(to, from, bytes, handle(stream)))
    }

    pub fn fill_bytes(&self, to: Address, byte: u8, (bytes, stream): (usize, usize)) -> Outcome<()> {
        call!(self, fill_bytes(to, byte, bytes, handle(stream)))
    }

    /// The number of the device that an address belongs to.
    pub fn device_of(&self, address: Address) -> Outcome<i32> {
        const ORDINAL: c_int = 9;
        let mut device: c_int = 0;
        call!(self, pointer_attribute((&raw mut device).cast(), ORDINAL, address)).map(|()| device)
    }

    pub fn create_stream(&self) -> Outcome<usize> {
        Ok(get!(self, null_mut(), create_stream(0))?.addr())
    }

    pub fn destroy_stream(&self, stream: usize) -> Outcome<()> {
        call!(self, destroy_stream(handle(stream)))
    }

    pub fn wait_stream(&self, stream: usize) -> Outcome<()> {
        call!(self, wait_stream(handle(stream)))
    }

    /// Whether all that was queued is done.
    pub fn query_stream(&self, stream: usize) -> Outcome<bool> {
        ready(call!(self, query_stream(handle(stream))))
    }

    /// Has a stream wait for an event.
    pub fn stream_wait(&self, stream: usize, event: usize) -> Outcome<()> {
        call!(self, stream_wait(handle(stream), handle(event), 0))
    }

    /// Has the driver call a function on a thread of its own, once all before it in a stream is done. A failure before makes
    /// the driver drop the call.
    ///
    /// # Safety
    /// The function may be called with the argument, on any thread; it calls nothing of the driver.
    pub unsafe fn call_host(
        &self,
        stream: usize,
        function: unsafe extern "C" fn(*mut c_void),
        argument: *mut c_void,
    ) -> Outcome<()> {
        call!(self, call_host(handle(stream), function, argument))
    }

    pub fn create_event(&self, timing: bool) -> Outcome<usize> {
        const NO_TIMING: u32 = 2;
        Ok(get!(self, null_mut(), create_event(if timing { 0 } else { NO_TIMING }))?.addr())
    }

    pub fn destroy_event(&self, event: usize) -> Outcome<()> {
        call!(self, destroy_event(handle(event)))
    }

    pub fn record_event(&self, event: usize, stream: usize) -> Outcome<()> {
        call!(self, record_event(handle(event), handle(stream)))
    }

    pub fn wait_event(&self, event: usize) -> Outcome<()> {
        call!(self, wait_event(handle(event)))
    }

    /// Whether the place was reached.
    pub fn query_event(&self, event: usize) -> Outcome<bool> {
        ready(call!(self, query_event(handle(event))))
    }

    /// Milliseconds between two events.
    pub fn elapsed(&self, start: usize, end: usize) -> Outcome<f32> {
        get!(self, 0.0, elapsed(handle(start), handle(end)))
    }

    /// An attribute of a kernel by its number in `CUfunction_attribute`.
    pub fn function_attribute(&self, function: usize, attribute: i32) -> Outcome<i32> {
        get!(self, 0, function_attribute(attribute, handle(function)))
    }

    pub fn set_function_attribute(&self, function: usize, attribute: i32, value: i32) -> Outcome<()> {
        call!(self, set_function_attribute(handle(function), attribute, value))
    }

    /// How many blocks of a kernel one multiprocessor runs at once.
    pub fn blocks_at_once(&self, function: usize, threads: i32, shared: usize) -> Outcome<i32> {
        get!(self, 0, blocks_at_once(handle(function), threads, shared))
    }

    /// Launches a kernel. A parameter's bytes begin at its word, which is wide enough for any.
    ///
    /// # Safety
    /// The words are what the kernel's entry takes, in number and meaning.
    pub unsafe fn launch(&self, function: usize, grid: &Grid, words: &[u64]) -> Outcome<()> {
        let places: smallvec::SmallVec<[*const c_void; 24]> =
            words.iter().map(|word| (&raw const *word).cast()).collect();
        let ([bx, by, bz], [tx, ty, tz]) = (grid.blocks, grid.threads);
        let (kernel, stream) = (handle(function), handle(grid.stream));
        if grid.cooperative {
            return call!(
                self,
                launch_cooperative(kernel, bx, by, bz, tx, ty, tz, grid.shared, stream, places.as_ptr())
            );
        }
        call!(self, launch(kernel, bx, by, bz, tx, ty, tz, grid.shared, stream, places.as_ptr(), null()))
    }
}

/// Whether something is done, which the driver says as an error.
fn ready(outcome: Outcome<()>) -> Outcome<bool> {
    const NOT_READY: i32 = 600;
    match outcome {
        Ok(()) => Ok(true),
        Err(error) if error.code == NOT_READY => Ok(false),
        Err(error) => Err(error),
    }
}

fn handle(number: usize) -> Handle {
    std::ptr::with_exposed_provenance_mut(number)
}
