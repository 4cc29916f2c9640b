//! A decorator's options as the compiler takes them.

use crate::{driver::Driver, types};
use numlir::{
    cache::Cache,
    codegen::Device,
    pipeline::{FastMath, LoopsOn, Options, Races, SerialParts},
    program::Inlining,
};
use numlir_dialects::types::Scalar;
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::PyDict,
};
use std::{
    borrow::Cow,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

/// How a function is compiled and called. The decorator has checked names and values.
#[derive(Clone, Default)]
pub struct Settings {
    pub options: Options,
    /// The types of local variables that were declared.
    pub locals: Vec<(String, Scalar)>,
    /// Whether calls of the function are inlined in others.
    pub inlining: Inlining,
    /// Whether parallel loops run on a device.
    pub on_device: bool,
    /// Whether the interpreter's lock is given up during a call.
    pub nogil: bool,
    /// Whether Python is told of what has been compiled.
    pub announce: bool,
    /// Whether a terminal shows what is being compiled.
    pub progress: bool,
    /// Where compiled code is kept between processes.
    pub cache: Option<Arc<Cache>>,
}

impl Settings {
    pub fn read(options: &Bound<'_, PyDict>) -> PyResult<Self> {
        let mut settings = Self::default();
        for (name, value) in options {
            if name.extract::<&str>()? == "locals" {
                let declared: Vec<(String, Bound<'_, PyAny>)> = value.extract()?;
                for (name, ty) in declared {
                    let scalar = types::scalar_of(&ty)?.ok_or_else(|| PyTypeError::new_err("no type of a number"))?;
                    settings.locals.push((name, scalar));
                }
                continue;
            }
            if name.extract::<&str>()? == "cache" {
                let (folder, limit) = value.extract()?;
                settings.cache = Some(cache(folder, limit));
                continue;
            }
            if name.extract::<&str>()? == "fastmath" {
                let names: Vec<String> = value.extract()?;
                let flags = FastMath::from_names(names.iter().map(String::as_str));
                settings.options.fastmath = flags.ok_or_else(|| PyValueError::new_err("unknown fast-math flag"))?;
                continue;
            }
            if name.extract::<&str>()? == "serial" {
                let names: Vec<String> = value.extract()?;
                let parts = SerialParts::from_names(names.iter().map(String::as_str));
                settings.options.serial = parts.ok_or_else(|| PyValueError::new_err("unknown part of parallel"))?;
                continue;
            }
            if name.extract::<&str>()? == "inline" {
                settings.inlining =
                    if value.extract::<&str>()? == "always" { Inlining::Always } else { Inlining::Never };
                continue;
            }
            if name.extract::<&str>()? == "device_arguments" {
                settings.options.device_arguments = value.extract()?;
                continue;
            }
            let target = match name.extract::<&str>()? {
                "boundscheck" => &mut settings.options.boundscheck,
                "error_model_numpy" => &mut settings.options.error_model_numpy,
                "vector_math" => &mut settings.options.vector_math,
                "parallel" => &mut settings.options.parallel,
                "kernel" => &mut settings.options.kernel,
                "debug" => &mut settings.options.debug,
                "nogil" => &mut settings.nogil,
                "races" => {
                    settings.options.races = match value.extract()? {
                        "error" => Races::Error,
                        "ignore" => Races::Ignore,
                        "check" => Races::Check,
                        _ => Races::Warn,
                    };
                    continue;
                }
                "on_device" => &mut settings.on_device,
                "announce" => &mut settings.announce,
                "progress" => &mut settings.progress,
                _ => continue,
            };
            *target = value.extract()?;
        }
        Ok(settings)
    }
}

impl Settings {
    /// The compiler's options. Which device parallel loops run on is found out when something is compiled.
    ///
    /// # Errors
    /// There is no driver.
    pub fn compiler_options(&self, py: Python<'_>) -> PyResult<Cow<'_, Options>> {
        if !self.on_device {
            return Ok(Cow::Borrowed(&self.options));
        }
        let found = py.import("numlir.cuda.loops")?.call_method0("target")?;
        let loops_on = if found.is_none() {
            LoopsOn::Kernels
        } else {
            type Found<'py> = (Bound<'py, Driver>, (String, u32, Option<PathBuf>, Option<PathBuf>));
            let (driver, (chip, version, libdevice, own_math)): Found = found.extract()?;
            numlir::dispatch::offload::run_loops_with(&driver.get().0);
            let flush = self.options.fastmath == FastMath::ALL;
            LoopsOn::Device(Box::new(Device {
                chip,
                version,
                libdevice,
                own_math,
                flush,
                registers: None,
                threads: None,
            }))
        };
        Ok(Cow::Owned(Options { loops_on, ..self.options.clone() }))
    }
}

/// The cache in a folder, one for all functions that use it.
fn cache(folder: PathBuf, limit: u64) -> Arc<Cache> {
    static KNOWN: Mutex<Vec<Arc<Cache>>> = Mutex::new(Vec::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(cache) = known.iter().find(|cache| cache.path() == folder) {
        return cache.clone();
    }
    let made = Arc::new(Cache::new(folder, limit));
    known.push(made.clone());
    made
}
