//! Functions of the library as machine code, compiled when numlir is built.
//!
//! Much of NumPy takes long to compile and little to call. The functions of the calls that `library/precompiled.txt` lists are compiled to a
//! file by a build ([`write`]), on the same road as any function, each by itself. A process that has the file ([`look_in`]) links what a
//! program calls, once ([`Store::address`]). The symbol of a function is the same in every program: its name, and all that it is specialised
//! by. A file counts only for the very sources of the compiler that it was made by, and for its processor.
//!
//! ```text
//! magic | length of the index | hash of the index | index | functions, one after another: sites, object code
//! ```

use crate::{
    codegen::{self, CodegenError, Processor},
    pipeline::{self, LibraryCode, Site},
    program::{Program, parse_types},
    standalone,
};
use numlir_dialects::types::Type;
use numlir_grammar::diagnostic::{Diagnostic, Kind};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File},
    io,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// What the symbols of such functions begin with.
pub const PREFIX: &str = "numlir.library.";

const MAGIC: &[u8; 8] = b"numlirL\x01";
const HEADER: usize = MAGIC.len() + size_of::<u64>() + HASH;
const HASH: usize = 32;

/// The sources of the compiler and of the library, as a hash.
const SOURCES: &str = env!("NUMLIR_SOURCES");

/// The calls that functions are compiled for.
const CALLS: &str = include_str!("../library/precompiled.txt");

#[derive(Serialize, Deserialize)]
struct Index {
    sources: String,
    /// The processors that the code is for ([`codegen::description`]).
    processor: String,
    /// Symbols, with where the functions begin, their lengths, and their hashes.
    functions: Vec<(String, u64, u64, [u8; HASH])>,
}

/// The functions that a process may call.
pub struct Store {
    file: File,
    /// The names that there are functions of.
    names: FxHashSet<String>,
    functions: FxHashMap<String, (u64, u64, [u8; HASH])>,
    read: Mutex<FxHashMap<String, Option<Arc<Function>>>>,
}

/// A function: what it raises, and its code.
#[derive(Serialize, Deserialize)]
struct Function {
    sites: Vec<Site>,
    object: Vec<u8>,
    #[serde(skip)]
    address: OnceLock<Result<usize, CodegenError>>,
}

static FOLDER: OnceLock<PathBuf> = OnceLock::new();

/// Says where the functions are that this process may call. Only the first folder counts.
pub fn look_in(folder: PathBuf) {
    FOLDER.get_or_init(|| folder);
}

/// The functions of this process, from the file in the folder that is for this machine and was made by these sources. `None` where there is none,
/// and where the library is read from files (`NUMLIR_LIBRARY`). `NUMLIR_PRECOMPILED` names another folder, or is 0 for none.
pub fn store() -> Option<&'static Store> {
    static STORE: OnceLock<Option<Store>> = OnceLock::new();
    STORE.get_or_init(open).as_ref()
}

fn open() -> Option<Store> {
    if std::env::var_os("NUMLIR_LIBRARY").is_some() {
        return None;
    }
    let folder = match std::env::var_os("NUMLIR_PRECOMPILED") {
        Some(none) if none == "0" => return None,
        Some(folder) => PathBuf::from(folder),
        None => FOLDER.get()?.clone(),
    };
    // Levels are listed from the least.
    let (host, levels) = Processor::NAMES.split_first()?;
    let mut names = std::iter::once(host).chain(levels.iter().rev());
    names.find_map(|name| Store::open(&folder.join(file_name(name))))
}

/// The name of the file for a processor, by its name.
pub fn file_name(processor: &str) -> String {
    format!("library.{processor}.bin")
}

impl Store {
    /// `None` where the file cannot be read, or is not for this process.
    fn open(path: &Path) -> Option<Self> {
        let file = File::open(path).ok()?;
        let index = read_index(&file)?;
        if index.sources != SOURCES || !codegen::runs_here(&index.processor) {
            return None;
        }
        let name = |symbol: &String| Some(symbol.strip_prefix(PREFIX)?.split_once('(')?.0.to_owned());
        let names = index.functions.iter().filter_map(|(symbol, ..)| name(symbol)).collect();
        let functions = index.functions.into_iter().map(|(symbol, at, length, hash)| (symbol, (at, length, hash)));
        Some(Self { file, names, functions: functions.collect(), read: Mutex::default() })
    }

    /// Whether there are functions of a canonical name.
    pub fn has_some(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Whether there is a function of a symbol, whole.
    pub fn has(&self, symbol: &str) -> bool {
        self.functions.contains_key(symbol) && self.function(symbol).is_some()
    }

    /// The address of a function. `register` is called once for it, with the address of its module's own byte and its sites. It stays.
    ///
    /// # Errors
    ///
    /// [`CodegenError::UndefinedSymbols`] where there is none, and where it cannot be linked.
    pub fn address(&self, symbol: &str, register: impl FnOnce(usize, &[Site])) -> Result<usize, CodegenError> {
        let missing = || CodegenError::UndefinedSymbols(vec![symbol.to_owned()]);
        let function = self.function(symbol).ok_or_else(missing)?;
        let link = || {
            let code = codegen::Jit::global()?.load(&function.object, &[])?;
            let (address, home) = code.address(symbol).zip(code.address("numlir_home")).ok_or_else(missing)?;
            register(home.addr(), &function.sites);
            // Whoever has the address may call it until the process ends.
            std::mem::forget(code);
            Ok(address.expose_provenance())
        };
        function.address.get_or_init(link).clone()
    }

    /// A function as it is in the file, or was when it was first read.
    fn function(&self, symbol: &str) -> Option<Arc<Function>> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = read.get(symbol) {
            return known.clone();
        }
        let function = self.read(symbol).map(Arc::new);
        read.insert(symbol.to_owned(), function.clone());
        function
    }

    fn read(&self, symbol: &str) -> Option<Function> {
        let (at, length, hash) = self.functions.get(symbol)?;
        let bytes = read_at(&self.file, *at, *length).ok()?;
        if blake3::hash(&bytes).as_bytes() != hash {
            return None;
        }
        postcard::from_bytes(&bytes).ok()
    }
}

fn read_at(file: &File, at: u64, length: u64) -> io::Result<Vec<u8>> {
    // A length that a broken file names is not believed.
    if length > file.metadata()?.len() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let mut bytes = vec![0; length as usize];
    file.read_exact_at(&mut bytes, at)?;
    Ok(bytes)
}

fn read_index(file: &File) -> Option<Index> {
    let header = read_at(file, 0, HEADER as u64).ok()?;
    let (length, hash) = header.strip_prefix(MAGIC)?.split_first_chunk()?;
    let index = read_at(file, HEADER as u64, u64::from_le_bytes(*length)).ok()?;
    (blake3::hash(&index).as_bytes() == hash).then(|| postcard::from_bytes(&index).ok()).flatten()
}

/// Whether a file is what [`write`] would make.
pub fn is_written(path: &Path, processor: Processor) -> bool {
    let index = File::open(path).ok().and_then(|file| read_index(&file));
    let description = codegen::description(processor);
    index.is_some_and(|index| index.sources == SOURCES && description.is_ok_and(|text| text == index.processor))
}

/// Compiles the functions for the calls that are listed, on all processors of the machine, and writes them to a file.
///
/// # Errors
/// Faults of the list, of the functions and of the compiler; the file cannot be written.
pub fn write(path: &Path, processor: Processor) -> Result<(), Vec<Diagnostic>> {
    let fault = |error: &dyn ToString| vec![Diagnostic::new(Kind::Internal, "precompiled", error.to_string())];
    let mut compiled = compile_all(processor)?;
    compiled.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut functions = Vec::new();
    let mut code = Vec::new();
    for (symbol, LibraryCode { object, sites }) in compiled {
        let function = Function { sites, object, address: OnceLock::new() };
        let bytes = postcard::to_stdvec(&function).map_err(|error| fault(&error))?;
        functions.push((symbol, code.len() as u64, bytes.len() as u64, *blake3::hash(&bytes).as_bytes()));
        code.extend(bytes);
    }
    let processor = codegen::description(processor).map_err(|error| fault(&error))?;
    let mut index = Index { sources: SOURCES.to_owned(), processor, functions };
    // Places count from the beginning of the file. Numbers have variable lengths: what comes behind begins where none could make it overlap.
    let room = postcard::to_stdvec(&index).map_err(|error| fault(&error))?.len() + 16 * index.functions.len();
    let first = (HEADER + room).next_multiple_of(4096);
    index.functions.iter_mut().for_each(|(_, at, ..)| *at += first as u64);
    let index = postcard::to_stdvec(&index).map_err(|error| fault(&error))?;
    let mut bytes = MAGIC.to_vec();
    bytes.extend((index.len() as u64).to_le_bytes());
    bytes.extend(blake3::hash(&index).as_bytes());
    bytes.extend(index);
    bytes.resize(first, 0);
    bytes.extend(code);
    // A reader sees a whole file or none.
    let unfinished = path.with_extension("part");
    fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, path)).map_err(|error| fault(&error))
}

/// A program that calls what is to be compiled, and the types of its arguments.
type Call = (Program, Vec<Type>);

/// The functions that the listed calls reach, compiled.
fn compile_all(processor: Processor) -> Result<Vec<(String, LibraryCode)>, Vec<Diagnostic>> {
    let calls = calls(CALLS)?;
    let reached = on_all_processors(&calls, |(program, types)| pipeline::precompiled_functions(program, types))?;
    let mut known = FxHashSet::default();
    let mut wanted = Vec::new();
    for (call, symbols) in calls.iter().zip(reached) {
        wanted.extend(symbols.into_iter().filter(|symbol| known.insert(symbol.clone())).map(|symbol| (call, symbol)));
    }
    on_all_processors(&wanted, |((program, types), symbol)| {
        Ok((symbol.clone(), pipeline::precompile((program, types), symbol, processor)?))
    })
}

/// Does the same for all, in the order of the list; each processor takes what is next.
fn on_all_processors<T: Sync, R: Send>(
    list: &[T],
    work: impl Fn(&T) -> Result<R, Vec<Diagnostic>> + Sync,
) -> Result<Vec<R>, Vec<Diagnostic>> {
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    let next = Mutex::new(0..list.len());
    let done = Mutex::new(Vec::new());
    let one = || {
        loop {
            let Some(position) = next.lock().unwrap_or_else(PoisonError::into_inner).next() else { return };
            let result = crate::dispatch::on_compiler_thread(|| work(&list[position]));
            let result = result.map_err(|fault| vec![*fault]).and_then(|result| result);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((position, result));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..count {
            scope.spawn(one);
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(position, _)| *position);
    done.into_iter().map(|(_, result)| result).collect()
}

/// The calls of a list: lines that are not indented say the types of `a`, `b` and so on, or several lists of them with semicolons between
/// them; the indented lines behind are calls.
fn calls(list: &str) -> Result<Vec<Call>, Vec<Diagnostic>> {
    let wrong = |line: &str, why: &str| vec![Diagnostic::new(Kind::Internal, "precompiled", format!("{line}: {why}"))];
    let file: Arc<str> = "library/precompiled.txt".into();
    let mut types: Vec<Vec<Type>> = Vec::new();
    let mut calls = Vec::new();
    for line in list.lines().map(|line| line.split('#').next().unwrap_or("").trim_end()) {
        if line.is_empty() {
            continue;
        }
        if !line.starts_with(' ') {
            let all = line.split(';').map(|part| parse_types(part.trim()));
            types = all.collect::<Result<_, _>>().map_err(|why| wrong(line, &why))?;
            continue;
        }
        for types in &types {
            let parameters: Vec<_> = ('a'..='z').take(types.len()).map(String::from).collect();
            let text = format!("import numpy as np\n\ndef f({}):\n    return {}\n", parameters.join(", "), line.trim());
            let module = numlir_grammar::parse_module(&text, &file)?;
            let program = standalone::program(&module, "f", (&file, &text))?;
            calls.push((program, types.clone()));
        }
    }
    Ok(calls)
}
