//! Parallel loops on a device: what compiled code hands over is copied there, run, and copied back.
//!
//! Arrays of the device are used where they are. Arrays of the host that share memory are copied as one range of bytes: up
//! unless the kernel writes all of it and reads none, down where the kernel writes. What a kernel that fails has written is not
//! copied back.

use crate::{
    driver::{Driver, DriverError, Grid, Module, ModuleOptions, Outcome},
    runtime::device::{DeviceArray, DeviceKernel, set_device_runner},
};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

static DRIVER: OnceLock<Arc<Driver>> = OnceLock::new();

/// Says which driver runs parallel loops. The first one counts.
pub fn run_loops_with(driver: &Arc<Driver>) {
    let _ = DRIVER.set(driver.clone());
    set_device_runner(run);
}

/// A kernel that was loaded into a context.
struct Loaded {
    function: usize,
    /// Where the status of a thread that failed is. Launches take turns, since there is one.
    status: Mutex<u64>,
    _module: Module,
}

/// By the context and the PTX.
type Known = FxHashMap<usize, FxHashMap<Box<str>, Arc<Loaded>>>;

static LOADED: Mutex<Option<Known>> = Mutex::new(None);

fn loaded(driver: &Arc<Driver>, context: usize, kernel: &DeviceKernel) -> Outcome<Arc<Loaded>> {
    let mut known = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    let of_context = known.get_or_insert_default().entry(context).or_default();
    if let Some(loaded) = of_context.get(kernel.ptx) {
        return Ok(loaded.clone());
    }
    let module = Module::load(driver.clone(), kernel.ptx, ModuleOptions::default())?;
    let function = module.function(kernel.entry)?;
    let status = Mutex::new(module.global("numlir_status")?);
    let loaded = Arc::new(Loaded { function, status, _module: module });
    of_context.insert(kernel.ptx.into(), loaded.clone());
    Ok(loaded)
}

/// The bytes of an array: where they begin and end, and whether they are its elements and nothing else.
fn extent(array: &DeviceArray, words: &[u64]) -> Option<(u64, u64, bool)> {
    let first = array.parameter as usize;
    let rank = array.rank as usize;
    let (address, extents) = (words[first], &words[first + 1..first + 1 + rank]);
    let elements = extents.iter().product::<u64>();
    if elements == 0 {
        return None;
    }
    let bytes = elements * array.size;
    if array.layout != 0 {
        return Some((address, address + bytes, true));
    }
    let strides = &words[first + 1 + rank..first + 1 + 2 * rank];
    let (mut low, mut high) = (address, address + array.size);
    for (extent, stride) in extents.iter().zip(strides) {
        let reach = (stride.cast_signed()).wrapping_mul(extent.cast_signed() - 1);
        if reach < 0 {
            low = low.wrapping_add_signed(reach);
        } else {
            high = high.wrapping_add_signed(reach);
        }
    }
    Some((low, high, high - low == bytes))
}

/// A range of the host's memory, and where it is on the device.
struct Range {
    low: u64,
    high: u64,
    up: bool,
    down: bool,
    /// Memory of the device, and where in it the range begins.
    memory: u64,
    place: u64,
}

/// Kept alike on the host and on the device, so that what is aligned here is aligned there.
const ALIGNMENT: u64 = 256;

/// The ranges of the host that the arrays of a kernel lie in.
fn ranges(driver: &Driver, kernel: &DeviceKernel, words: &[u64]) -> Vec<Range> {
    let mut ranges: Vec<Range> = Vec::new();
    for array in kernel.arrays {
        let Some((low, high, dense)) = extent(array, words) else { continue };
        if driver.device_of(low).is_err() {
            let up = array.reads() || !dense;
            ranges.push(Range { low, high, up, down: array.writes(), memory: 0, place: 0 });
        }
    }
    ranges.sort_by_key(|range| range.low);
    let mut joined: Vec<Range> = Vec::new();
    for range in ranges {
        match joined.last_mut().filter(|last| range.low < last.high) {
            Some(last) => {
                let same = (last.low, last.high) == (range.low, range.high);
                last.up |= range.up || !same;
                last.down |= range.down;
                last.high = last.high.max(range.high);
            }
            None => joined.push(range),
        }
    }
    joined
}

fn run(kernel: &DeviceKernel, blocks: u32, words: &mut [u64]) -> Result<i32, String> {
    let Some(driver) = DRIVER.get() else { return Err("there is no driver".to_owned()) };
    let mut ranges = ranges(driver, kernel, words);
    let outcome = context(driver).and_then(|context| {
        let loaded = loaded(driver, context, kernel)?;
        copy_up(driver, &mut ranges)?;
        for array in kernel.arrays {
            let Some((low, ..)) = extent(array, words) else { continue };
            let address = &mut words[array.parameter as usize];
            if let Some(range) = ranges.iter().find(|range| (range.low..range.high).contains(&low)) {
                *address = *address - range.low + range.place;
            }
        }
        launch(driver, &loaded, (blocks, kernel.threads), words)
    });
    let outcome = outcome.and_then(|status| {
        for range in ranges.iter().filter(|range| range.down && status == 0) {
            // SAFETY: the range is memory of arrays that the caller may write, and the copy is waited for.
            unsafe { driver.to_host(range.low as usize, range.place, ((range.high - range.low) as usize, 0))? };
        }
        driver.wait_stream(0)?;
        Ok(status)
    });
    for range in ranges.iter().filter(|range| range.memory != 0) {
        // What cannot be given back is lost with its context.
        let _ = driver.free(range.memory);
    }
    outcome.map_err(|error: DriverError| error.to_string())
}

/// The context of this thread: that of the first device where it has none.
fn context(driver: &Driver) -> Outcome<usize> {
    let current = driver.current()?;
    if current != 0 {
        return Ok(current);
    }
    let first = driver.retain(0)?;
    driver.set_current(first)?;
    Ok(first)
}

fn copy_up(driver: &Driver, ranges: &mut [Range]) -> Outcome<()> {
    for range in ranges {
        let bytes = range.high - range.low;
        let offset = range.low % ALIGNMENT;
        range.memory = driver.allocate((bytes + offset) as usize)?;
        range.place = range.memory + offset;
        if range.up {
            // SAFETY: the range is memory of live arrays, and the launch behind it is waited for.
            unsafe { driver.to_device(range.place, range.low as usize, (bytes as usize, 0))? };
        }
    }
    Ok(())
}

fn launch(driver: &Driver, loaded: &Loaded, (blocks, threads): (u32, u32), words: &[u64]) -> Outcome<i32> {
    let place = loaded.status.lock().unwrap_or_else(PoisonError::into_inner);
    let grid = Grid { blocks: [blocks, 1, 1], threads: [threads, 1, 1], shared: 0, stream: 0, cooperative: false };
    let mut status = 0_i32;
    // SAFETY: the words are what the entry takes; the number lives until the stream is done, which is waited for.
    unsafe {
        driver.launch(loaded.function, &grid, words)?;
        driver.to_host((&raw mut status).expose_provenance(), *place, (size_of::<i32>(), 0))?;
    }
    driver.wait_stream(0)?;
    if status != 0 {
        driver.fill_bytes(*place, 0, (size_of::<i32>(), 0))?;
    }
    Ok(status)
}
