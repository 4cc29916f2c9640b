//! A kernel on a device: compiled and loaded at the first launch for the types of its arguments, then found by them.

use crate::{
    driver::{self, Driver},
    host,
    object::{self, Core},
    program, raise,
    read::Frame,
    types,
};
use numlir::{
    codegen::Device,
    dispatch::{
        Change, Key, changes,
        conversion::{Selection, select},
        device::{Parameter, parameters},
        key,
    },
    driver::{Grid, Module, ModuleOptions},
    pipeline::{self, DeviceCode, DeviceFunction, own_math},
};
use numlir_dialects::types::Type;
use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyDict, PyTuple},
};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// What PTX is made for, as Python says it: the chip, the version of PTX, where libdevice and our own math functions are, and the
/// most registers and threads.
type Target = (String, u32, Option<PathBuf>, Option<PathBuf>, Option<u32>, Option<u32>);

/// Shared memory of a block that kernels have without asking.
const USUAL_SHARED: u32 = 48 * 1024;
/// `CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES`.
const MOST_DYNAMIC_SHARED: i32 = 8;

/// A kernel for one device, in the context that is current when it is launched.
#[pyclass(frozen, module = "numlir._numlir")]
pub struct DeviceKernel {
    dispatcher: Py<PyAny>,
    driver: Arc<numlir::driver::Driver>,
    device: Device,
    level: Option<u32>,
    /// Where the kernel has signatures, nothing else is compiled.
    signatures: Vec<Vec<Type>>,
    /// By the types that it was compiled for.
    loaded: Mutex<FxHashMap<Vec<Type>, Arc<Loaded>>>,
    /// By the types of launches' arguments.
    matches: Mutex<FxHashMap<Key, Match>>,
}

/// What a launch runs.
#[derive(Clone)]
struct Match {
    loaded: Arc<Loaded>,
    /// How arguments become those of the signature.
    changes: Arc<[Change]>,
}

/// A kernel for argument types.
struct Loaded {
    arguments: Vec<Type>,
    parameters: Vec<Parameter>,
    code: DeviceCode,
    function: usize,
    /// Where the status of a thread that failed is.
    status: Option<u64>,
    _module: Module,
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn target((chip, version, libdevice, own_math, registers, threads): Target, core: &Core) -> Device {
    let flush = core.settings.options.fastmath == numlir_passes::code::FastMath::ALL;
    Device { chip, version, libdevice, own_math, flush, registers, threads }
}

/// Compiles a kernel for types to PTX.
fn compile(
    py: Python<'_>,
    core: &Core,
    arguments: &[Type],
    (device, function): (&Device, Option<&DeviceFunction>),
) -> PyResult<DeviceCode> {
    let collected = program::collect(py, core, &[])?.map_err(|failure| failure.into_error(py))?;
    let made = py.detach(|| {
        numlir::dispatch::on_compiler_thread(|| {
            let asked = (&core.settings.options, Some(&host::Extensions as &dyn numlir::program::Host));
            let data = |address| collected.data.bytes(address).map(<[u8]>::to_vec);
            pipeline::compile_ptx(&collected.program, program::ENTRY, arguments, asked, function, (device, &data))
        })
        .map_err(|fault| vec![*fault])
        .and_then(|compiled| compiled)
    });
    made.map_err(|diagnostics| raise::Failure::new(diagnostics, collected.texts.clone()).into_error(py))
}

fn kernel_core<'any>(kernel: &'any Bound<'_, PyAny>) -> PyResult<&'any Core> {
    object::core_of(kernel).ok_or_else(|| PyTypeError::new_err("this is no kernel"))
}

/// Compiles a kernel for the types of a signature, as PTX: the text, and the type of the result. `function` says the name, the calling
/// convention and perhaps the result of a function that other code of the device calls.
#[pyfunction]
pub fn compile_ptx(
    py: Python<'_>,
    kernel: &Bound<'_, PyAny>,
    arguments: Vec<Bound<'_, PyAny>>,
    device: Target,
    function: Option<(String, String, Option<Bound<'_, PyAny>>)>,
) -> PyResult<(String, Py<PyAny>)> {
    let core = kernel_core(kernel)?;
    let arguments = arguments.iter().map(types::read).collect::<PyResult<Vec<_>>>()?;
    let function = function
        .map(|(name, convention, result)| {
            let convention = if convention == "numba" { "numba" } else { "c" };
            let result = result.map(|result| types::read(&result)).transpose()?;
            PyResult::Ok(DeviceFunction { name, convention, result })
        })
        .transpose()?;
    let code = compile(py, core, &arguments, (&target(device, core), function.as_ref()))?;
    let result = types::objects(py, std::slice::from_ref(&code.result))?.get_item(0)?;
    Ok((code.ptx, result.unbind()))
}

/// Compiles the math functions for devices that are Python to a library of bitcode, in a file; nothing where the file is it.
#[pyfunction]
pub fn write_device_math(py: Python<'_>, path: PathBuf) -> PyResult<()> {
    let write = || if own_math::is_written(&path) { Ok(()) } else { own_math::write(&path) };
    let written = py.detach(|| {
        numlir::dispatch::on_compiler_thread(write).map_err(|fault| vec![*fault]).and_then(|written| written)
    });
    written.map_err(|diagnostics| raise::Failure::new(diagnostics, []).into_error(py))
}

/// Compiles the parallel loops of a function for the types of a signature: the entries of their kernels, and the PTX.
#[pyfunction]
pub fn compile_loops(
    py: Python<'_>,
    function: &Bound<'_, PyAny>,
    arguments: Vec<Bound<'_, PyAny>>,
    device: Target,
) -> PyResult<Vec<(String, String)>> {
    let core = kernel_core(function)?;
    let arguments = arguments.iter().map(types::read).collect::<PyResult<Vec<_>>>()?;
    let device = target(device, core);
    let collected = program::collect(py, core, &[])?.map_err(|failure| failure.into_error(py))?;
    let made = py.detach(|| {
        numlir::dispatch::on_compiler_thread(|| {
            let asked = (&core.settings.options, Some(&host::Extensions as &dyn numlir::program::Host));
            pipeline::compile_loops((&collected.program, program::ENTRY), &arguments, asked, &device)
        })
        .map_err(|fault| vec![*fault])
        .and_then(|compiled| compiled)
    });
    made.map_err(|diagnostics| raise::Failure::new(diagnostics, collected.texts.clone()).into_error(py))
}

#[pymethods]
impl DeviceKernel {
    #[new]
    fn new(
        kernel: &Bound<'_, PyAny>,
        driver: &Driver,
        device: Target,
        level: Option<u32>,
        signatures: Vec<Bound<'_, PyTuple>>,
    ) -> PyResult<Self> {
        let core = kernel_core(kernel)?;
        let read = |signature: &Bound<'_, PyTuple>| signature.iter().map(|ty| types::read(&ty)).collect();
        Ok(Self {
            device: target(device, core),
            dispatcher: kernel.clone().unbind(),
            driver: driver.0.clone(),
            level,
            signatures: signatures.iter().map(read).collect::<PyResult<_>>()?,
            loaded: Mutex::default(),
            matches: Mutex::default(),
        })
    }

    /// Launches the kernel on arguments, whose arrays are of the device: with so many blocks of so many threads, bytes of
    /// shared memory, and a stream.
    fn launch(
        &self,
        py: Python<'_>,
        arguments: &Bound<'_, PyTuple>,
        extents: ([u32; 3], [u32; 3]),
        resources: (u32, usize),
    ) -> PyResult<()> {
        let ((blocks, threads), (shared, stream)) = (extents, resources);
        let core = kernel_core(self.dispatcher.bind(py))?;
        let mut frame = self.frame(py, core, arguments)?;
        let Match { loaded, changes } = self.find(py, core, &frame.key)?;
        frame.adapt(&changes).map_err(crate::signature::misfit)?;
        let word = |parameter: &Parameter| frame.slots[parameter.slot] >> parameter.shift;
        let words: SmallVec<[u64; 24]> = loaded.parameters.iter().map(word).collect();
        let cooperative = loaded.code.cooperative;
        let grid = Grid { blocks, threads, shared, stream, cooperative };
        if shared > USUAL_SHARED {
            driver::raised(
                py,
                self.driver.set_function_attribute(loaded.function, MOST_DYNAMIC_SHARED, shared as i32),
            )?;
        }
        // SAFETY: the words are what the entry takes, for the types that it was compiled for.
        driver::raised(py, unsafe { self.driver.launch(loaded.function, &grid, &words) })?;
        match loaded.status {
            Some(place) => self.check(py, (&loaded, place), stream),
            None => Ok(()),
        }
    }

    /// Compiles and loads the kernel for a signature's types.
    fn prepare(&self, arguments: &Bound<'_, PyTuple>) -> PyResult<()> {
        self.of_signature(arguments).map(drop)
    }

    /// What the driver says of the kernel for a signature's types, by name.
    fn describe<'py>(&self, arguments: &Bound<'py, PyTuple>) -> PyResult<Bound<'py, PyDict>> {
        driver::describe(arguments.py(), &self.driver, self.of_signature(arguments)?.function)
    }

    /// How many blocks of so many threads one multiprocessor runs at once.
    fn blocks_at_once(&self, arguments: &Bound<'_, PyTuple>, threads: i32, shared: usize) -> PyResult<i32> {
        let loaded = self.of_signature(arguments)?;
        driver::raised(arguments.py(), self.driver.blocks_at_once(loaded.function, threads, shared))
    }

    /// What was loaded: the argument types, and the PTX.
    fn compiled<'py>(&self, py: Python<'py>) -> PyResult<Vec<(Bound<'py, PyTuple>, String)>> {
        let loaded: Vec<_> = locked(&self.loaded).values().cloned().collect();
        loaded.iter().map(|each| Ok((types::objects(py, &each.arguments)?, each.code.ptx.clone()))).collect()
    }
}

impl DeviceKernel {
    fn of_signature(&self, arguments: &Bound<'_, PyTuple>) -> PyResult<Arc<Loaded>> {
        let core = kernel_core(self.dispatcher.bind(arguments.py()))?;
        let mut key = Key::new();
        for argument in arguments {
            key::push_type(&mut key, &types::read(&argument)?);
        }
        Ok(self.find(arguments.py(), core, &key)?.loaded)
    }

    fn frame(&self, py: Python<'_>, core: &Core, arguments: &Bound<'_, PyTuple>) -> PyResult<Frame> {
        let mut frame = Frame::default();
        for (position, argument) in arguments.iter_borrowed().enumerate() {
            // SAFETY: the tuple keeps the argument alive.
            if let Err(refusal) = unsafe { frame.push(argument.as_ptr()) } {
                raise::refused(core, position, refusal);
                return Err(PyErr::fetch(py));
            }
        }
        Ok(frame)
    }

    /// What a launch with arguments of a key runs: loaded now where it is not yet.
    fn find(&self, py: Python<'_>, core: &Core, key: &Key) -> PyResult<Match> {
        if let Some(found) = locked(&self.matches).get(key) {
            return Ok(found.clone());
        }
        let given = key::types(key, &|_| Type::builtin("function"));
        let arguments = self.meant(&given)?;
        let changes = changes(&given, &arguments).into();
        let known = locked(&self.loaded).get(&arguments).cloned();
        let loaded = match known {
            Some(loaded) => loaded,
            None => {
                let loaded = Arc::new(self.load(py, core, arguments.clone())?);
                // Another thread may have been faster.
                locked(&self.loaded).entry(arguments).or_insert(loaded).clone()
            }
        };
        let found = Match { loaded, changes };
        locked(&self.matches).insert(key.clone(), found.clone());
        Ok(found)
    }

    fn load(&self, py: Python<'_>, core: &Core, arguments: Vec<Type>) -> PyResult<Loaded> {
        let parameters = parameters(&arguments)
            .map_err(|ty| PyTypeError::new_err(format!("{}(): {ty} cannot be passed to a device", core.name)))?;
        let code = compile(py, core, &arguments, (&self.device, None))?;
        let options = ModuleOptions { registers: self.device.registers, level: self.level };
        let loaded = py.detach(|| {
            let module = Module::load(self.driver.clone(), &code.ptx, options)?;
            let function = module.function(&code.entry)?;
            let status = core.settings.options.debug.then(|| module.global("numlir_status")).transpose()?;
            Ok((module, function, status))
        });
        let (module, function, status) = driver::raised(py, loaded)?;
        Ok(Loaded { arguments, parameters, code, function, status, _module: module })
    }

    /// The types that the kernel is compiled for, where it is called with others.
    fn meant(&self, given: &[Type]) -> PyResult<Vec<Type>> {
        if self.signatures.is_empty() {
            return Ok(given.to_vec());
        }
        match select(self.signatures.iter().map(Vec::as_slice), given) {
            Selection::One(position) => Ok(self.signatures[position].clone()),
            Selection::Several(positions) => Ok(self.signatures[positions[0]].clone()),
            Selection::Nothing => {
                let names: Vec<_> = given.iter().map(ToString::to_string).collect();
                let message = format!("No matching definition for argument type(s) {}", names.join(", "));
                Err(PyTypeError::new_err(message))
            }
        }
    }

    /// Waits, and raises what a thread failed with.
    fn check(&self, py: Python<'_>, (loaded, place): (&Loaded, u64), stream: usize) -> PyResult<()> {
        let mut status = 0_i32;
        let outcome = py.detach(|| {
            self.driver.wait_stream(stream)?;
            // SAFETY: the number lives until the stream is done, which is waited for.
            unsafe { self.driver.to_host((&raw mut status).expose_provenance(), place, (size_of::<i32>(), stream))? };
            self.driver.wait_stream(stream)?;
            if status == 0 { Ok(()) } else { self.driver.fill_bytes(place, 0, (size_of::<i32>(), stream)) }
        });
        driver::raised(py, outcome)?;
        if status == 0 {
            return Ok(());
        }
        raise::at_site(&loaded.code.sites, status);
        Err(PyErr::fetch(py))
    }
}
