//! Code on a device: PTX, which the driver compiles.

use super::{Driver, DriverError, Outcome, call, entries::Address, get, handle};
use std::{
    ffi::{CString, c_int, c_void},
    ptr::{null_mut, without_provenance_mut},
    sync::Arc,
};

/// How the driver compiles.
#[derive(Clone, Copy, Debug, Default)]
pub struct ModuleOptions {
    /// Registers of a thread, at most.
    pub registers: Option<u32>,
    /// How hard the driver optimises, up to 4.
    pub level: Option<u32>,
}

/// Code that was loaded into the current context; it stays as long as this does.
pub struct Module {
    driver: Arc<Driver>,
    handle: usize,
}

/// Numbers in `CUjit_option`.
const MAX_REGISTERS: c_int = 0;
const ERROR_LOG: c_int = 5;
const ERROR_LOG_SIZE: c_int = 6;
const LEVEL: c_int = 7;

const LOG_BYTES: usize = 8192;

impl Module {
    /// Has the driver compile PTX for the device of the current context.
    ///
    /// # Errors
    /// The driver's, with the messages of its compiler.
    pub fn load(driver: Arc<Driver>, ptx: &str, options: ModuleOptions) -> Outcome<Self> {
        let text = c_text(ptx)?;
        let mut log = vec![0_u8; LOG_BYTES];
        // Numbers stand in the place of addresses.
        let mut asked: Vec<(c_int, *mut c_void)> =
            vec![(ERROR_LOG, log.as_mut_ptr().cast()), (ERROR_LOG_SIZE, without_provenance_mut(LOG_BYTES))];
        asked.extend(options.registers.map(|count| (MAX_REGISTERS, without_provenance_mut(count as usize))));
        asked.extend(options.level.map(|level| (LEVEL, without_provenance_mut(level as usize))));
        let (names, values): (Vec<c_int>, Vec<*mut c_void>) = asked.into_iter().unzip();
        let count = names.len() as u32;
        let loaded =
            get!(driver, null_mut(), load(text.as_ptr().cast::<c_void>(), count, names.as_ptr(), values.as_ptr()));
        match loaded {
            Ok(module) => Ok(Self { handle: module.addr(), driver }),
            Err(error) => {
                let end = log.iter().position(|byte| *byte == 0).unwrap_or(log.len());
                Err(DriverError { log: String::from_utf8_lossy(&log[..end]).into_owned(), ..error })
            }
        }
    }

    /// The handle of a kernel.
    pub fn function(&self, name: &str) -> Outcome<usize> {
        let name = c_text(name)?;
        Ok(get!(self.driver, null_mut(), function(handle(self.handle), name.as_ptr()))?.addr())
    }

    /// Where a global variable is.
    pub fn global(&self, name: &str) -> Outcome<Address> {
        let name = c_text(name)?;
        let mut bytes = 0;
        get!(self.driver, 0, global(&raw mut bytes, handle(self.handle), name.as_ptr()))
    }
}

impl Drop for Module {
    fn drop(&mut self) {
        // Where the context is gone, the module is too.
        let _ = call!(self.driver, unload(handle(self.handle)));
    }
}

fn c_text(text: &str) -> Outcome<CString> {
    CString::new(text).map_err(|error| DriverError {
        code: 1,
        name: "CUDA_ERROR_INVALID_VALUE".into(),
        text: error.to_string(),
        log: String::new(),
    })
}
