//! The library: functions of NumPy and of Python's builtins that are written in Python, in the folder library/.
//!
//! A folder's name is the prefix of the canonical names of what its files define: `library/numpy/reductions.py` defines
//! `numpy.mean`, `library/array/methods.py` methods of arrays. Names that start with `_` are for the library itself and belong to
//! their file: `numpy.reductions._shape`. Where a file says `from numpy import float64 as _Float`, its functions
//! are there a second time by names that end with an f: in those, `_Float` is `np.float32`. A file begins with its imports and
//! constants; functions follow. Files are only looked through for the names they define, once in a process; a function is parsed
//! when it is first called for, and kept.
//!
//! With the environment variable `NUMLIR_LIBRARY` the files come from that folder instead of from this binary.

mod parameters;

use crate::{
    emit, pipeline, precompiled,
    program::{Added, Binding, FunctionSource, Host, Inlining, LibraryTraits},
    stack::Source,
    standalone::{self, Globals},
};
use melior::Context;
use numlir_dialects::{Operation, named};
use numlir_grammar::{
    LineIndex,
    tree::{Module, StmtKind},
};
use numlir_passes::{NAMED_TUPLE, Passed};
use rustc_hash::FxHashMap;
use std::{
    cell::{Ref, RefCell},
    collections::HashMap,
    fs,
    path::Path,
    sync::{Arc, LazyLock, Mutex, OnceLock},
};

// `FILES`: the path of each file in library/, with its text.
include!(concat!(env!("OUT_DIR"), "/library.rs"));

/// Folders whose functions are methods where their first parameter is `self`, the object.
const METHODS: &[&str] = &[
    "array",
    "scalar",
    "tuple",
    "list",
    "set",
    "str",
    "bytes",
    "dtype",
    "slice",
    "generator",
    "arrayflags",
    "function",
    "ufunc",
    "typedlist",
    "typeddict",
    "typedset",
    "dictkeys",
    "dictvalues",
    "dictitems",
    "polynomial",
    "literaldict",
];

/// What a file says whose functions are for `double` and, by names that end with an f, for `float`.
const BOTH_WIDTHS: &str = "\nfrom numpy import float64 as _Float\n";

/// The classes of named tuples that functions of the library give, which files import from `numlir.library`.
const NAMED_TUPLES: &[&str] = &[
    "numlir._foreign.ArrayCTypes(data,shape,strides,array)",
    "numpy.linalg._linalg.EigResult(eigenvalues,eigenvectors)",
    "numpy.linalg._linalg.EighResult(eigenvalues,eigenvectors)",
    "numpy.linalg._linalg.QRResult(Q,R)",
    "numpy.linalg._linalg.SVDResult(U,S,Vh)",
    "numpy.linalg._linalg.SlogdetResult(sign,logabsdet)",
    "numpy.lib._arraysetops_impl.UniqueAllResult(values,indices,inverse_indices,counts)",
    "numpy.lib._arraysetops_impl.UniqueCountsResult(values,counts)",
    "numpy.lib._arraysetops_impl.UniqueInverseResult(values,inverse_indices)",
];

/// The class of named tuples that a file imports by a name from `numlir.library`.
fn named_tuple(imported: &str) -> Option<&'static str> {
    let name = imported.strip_prefix("numlir.library.")?;
    NAMED_TUPLES.iter().copied().find(|class| named::shown(class) == name)
}

/// The functions of the library by their canonical names.
pub struct Library {
    files: Vec<File>,
    places: FxHashMap<String, Place>,
    parsed: Mutex<FxHashMap<String, Option<Arc<FunctionSource>>>>,
}

struct File {
    /// As messages name it.
    name: Arc<str>,
    prefix: String,
    /// The prefix of its private names.
    module: String,
    text: String,
    lines: Arc<LineIndex>,
    /// Imports and constants.
    header: OnceLock<Module>,
}

/// Where a function stands: its file, and the line of its `def`.
#[derive(Clone, Copy)]
struct Place {
    file: usize,
    line: u32,
    property: bool,
    seldom: bool,
    /// Whether it is the one for numbers of 32 bits of a file that is for both widths.
    single: bool,
}

/// The library of this process.
pub fn library() -> &'static Library {
    static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
        let folder = std::env::var_os("NUMLIR_LIBRARY");
        Library::new(folder.map_or_else(embedded, |folder| on_disk(Path::new(&folder))))
    });
    &LIBRARY
}

fn embedded() -> Vec<(String, String)> {
    FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// The Python files of a folder's folders; what cannot be read is left out.
fn on_disk(root: &Path) -> Vec<(String, String)> {
    let entries = |folder: &Path| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect::<Vec<_>>()
    };
    let files = entries(root).into_iter().flat_map(|folder| entries(&folder));
    let python = files.filter(|path| path.extension().is_some_and(|extension| extension == "py"));
    python
        .filter_map(|path| {
            let name = path.strip_prefix(root).ok()?.to_str()?.to_owned();
            Some((name, fs::read_to_string(&path).ok()?))
        })
        .collect()
}

impl Library {
    fn new(files: Vec<(String, String)>) -> Self {
        let mut library = Self { files: Vec::new(), places: FxHashMap::default(), parsed: Mutex::default() };
        for (path, text) in files {
            let Some((prefix, file)) = path.rsplit_once('/') else { continue };
            let module = format!("{prefix}.{}", file.trim_end_matches(".py"));
            let mut decorator = "";
            let widths = if text.contains(BOTH_WIDTHS) { &["", "f"][..] } else { &[""] };
            for (line, content) in (1u32..).zip(text.lines()) {
                if let Some(rest) = content.strip_prefix("def ")
                    && let Some((name, _)) = rest.split_once('(')
                {
                    let (property, seldom) = (decorator == "@property", decorator == "@seldom");
                    for suffix in widths {
                        let place = Place { file: library.files.len(), line, property, seldom, single: *suffix == "f" };
                        if name.starts_with('_') {
                            library.places.insert(format!("{module}.{name}{suffix}"), place);
                        }
                        // A private name that is alone in its folder needs no file's name.
                        let shared = library.places.insert(format!("{prefix}.{name}{suffix}"), place);
                        debug_assert!(shared.is_none() || name.starts_with('_'), "{prefix}.{name} is defined twice");
                    }
                }
                decorator = content;
            }
            library.files.push(File {
                name: format!("library/{path}").into(),
                prefix: prefix.to_owned(),
                module,
                lines: Arc::new(LineIndex::new(&text)),
                text,
                header: OnceLock::new(),
            });
        }
        library
    }

    /// The canonical names of all functions that are not for the library itself.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().filter(|name| !is_private(name)).map(String::as_str)
    }

    /// The text of a file by the name that messages give it.
    pub fn text(&self, file: &str) -> Option<&str> {
        self.files.iter().find(|known| &*known.name == file).map(|file| file.text.as_str())
    }

    /// The texts of the files whose folders' names begin so, in the order of the files' names.
    pub fn texts(&self, prefix: &str) -> impl Iterator<Item = &str> {
        let mut files: Vec<_> = self.files.iter().filter(|file| file.prefix.starts_with(prefix)).collect();
        files.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        files.into_iter().map(|file| file.text.as_str())
    }

    /// A function by its canonical name. `None` where there is none, or where its text is wrong.
    pub fn function(&self, name: &str) -> Option<Arc<FunctionSource>> {
        let place = *self.places.get(name)?;
        if let Ok(parsed) = self.parsed.lock()
            && let Some(known) = parsed.get(name)
        {
            return known.clone();
        }
        let parsed = self.parse(place).map(Arc::new);
        if let Ok(mut all) = self.parsed.lock() {
            all.insert(name.to_owned(), parsed.clone());
        }
        parsed
    }

    fn parse(&self, place: Place) -> Option<FunctionSource> {
        let file = &self.files[place.file];
        let complain = |errors: Vec<numlir_grammar::diagnostic::Diagnostic>| {
            debug_assert!(false, "{}: {}", file.name, errors.iter().map(ToString::to_string).collect::<String>());
        };
        let mut statement =
            numlir_grammar::parse_function(&file.text, &file.name, place.line).map_err(complain).ok()?;
        let StmtKind::FunctionDef(definition) = &mut statement.kind else { return None };
        parameters::convert(definition);
        let source = Source { file: &file.name, lines: &file.lines };
        let flow = pipeline::build_function(&statement, source).map_err(complain).ok()?;
        let StmtKind::FunctionDef(definition) = &statement.kind else { return None };
        let mut defaults = standalone::defaults(&statement);
        let bindings = self.bindings((file, place.single), &flow.free_paths());
        // A default that is no literal is what the name means in the file.
        defaults.retain(|_, value| !matches!(value, Binding::Unknown(_)));
        let traits = LibraryTraits {
            literals: parameters::literals(definition),
            method: METHODS.contains(&file.prefix.as_str())
                && definition.params.positional.first().is_some_and(|first| first.name == "self"),
            property: place.property,
            users: false,
        };
        Some(FunctionSource {
            signatures: Vec::new(),
            stencil: None,
            inlining: if place.seldom { Inlining::Never } else { Inlining::Free },
            flow: Arc::new(flow),
            file: file.name.clone(),
            lines: file.lines.clone(),
            bindings,
            defaults,
            library: Some(traits),
            // The library is part of the build.
            content: "".into(),
        })
    }

    /// What names mean in a file: its own functions, what it imports, constants, builtins, then functions of its folder.
    fn bindings(&self, (file, single): (&File, bool), paths: &[String]) -> HashMap<String, Binding> {
        let header = file.header.get_or_init(|| {
            let end = file.text.find("\ndef ").into_iter().chain(file.text.find("\n@")).min();
            let header = &file.text[..end.unwrap_or(file.text.len())];
            numlir_grammar::parse_module(header, &file.name).unwrap_or(Module { body: Vec::new() })
        });
        let globals = Globals::of_library(header, &file.prefix);
        let meaning = |path: &String| {
            if single && path == "_Float" {
                return Some((path.clone(), Binding::Builtin("numpy.float32".into())));
            }
            let suffix = if single { "f" } else { "" };
            let [private, shared] = [&file.module, &file.prefix].map(|owner| format!("{owner}.{path}{suffix}"));
            let own =
                |name: &String| self.places.get(name).is_some_and(|place| self.files[place.file].name == file.name);
            let binding = if own(&private) {
                Binding::Builtin(private)
            } else if own(&shared) {
                Binding::Builtin(shared)
            } else if let Some(binding) = globals.meaning(path, &mut |_| 0) {
                match binding {
                    Binding::Builtin(name) if let Some(class) = named_tuple(&name) => {
                        Binding::Builtin(format!("{NAMED_TUPLE}{class}"))
                    }
                    other => other,
                }
            } else if self.places.contains_key(&shared) {
                Binding::Builtin(shared)
            } else {
                return None;
            };
            Some((path.clone(), binding))
        };
        paths.iter().filter_map(meaning).collect()
    }
}

fn is_private(name: &str) -> bool {
    name.rsplit('.').next().is_some_and(|last| last.starts_with('_'))
}

/// The library with what users add to it, for one compilation.
#[derive(Default)]
pub struct Sources<'a> {
    host: Option<&'a dyn Host>,
    precompiled: Precompiled,
    /// What the host gave.
    given: RefCell<Vec<Added>>,
}

/// Which functions are called as machine code that a build has made.
#[derive(Clone, Copy, Default)]
pub enum Precompiled {
    #[default]
    None,
    /// Those that this process has.
    Present,
    /// All: they are going to be compiled.
    All,
}

impl<'a> Sources<'a> {
    pub fn new(host: Option<&'a dyn Host>) -> Self {
        Self { host, ..Self::default() }
    }

    pub fn with_precompiled(host: Option<&'a dyn Host>, precompiled: Precompiled) -> Self {
        Self { host, precompiled, ..Self::default() }
    }

    /// What users added that the compilation asked for.
    pub fn given(&self) -> Ref<'_, Vec<Added>> {
        self.given.borrow()
    }
}

impl numlir_passes::Library for Sources<'_> {
    fn template<'c>(&self, context: &'c Context, module: Operation<'c>, name: &str) -> Option<Operation<'c>> {
        emit::emit_library(context, module, name, &*library().function(name)?)
    }

    fn overload<'c>(
        &self,
        context: &'c Context,
        module: Operation<'c>,
        name: &str,
        arguments: &[Passed],
    ) -> Result<Option<Operation<'c>>, String> {
        let Some(program) = self.host.map(|host| host.overload(name, arguments)).transpose()?.flatten() else {
            return Ok(None);
        };
        let mut given = self.given.borrow_mut();
        let symbols: Vec<_> =
            emit::symbols(&program).iter().map(|symbol| format!("{symbol}.overload{}", given.len())).collect();
        let first = emit::emit_program(context, module, &program, &symbols);
        given.push(Added { name: name.into(), arguments: arguments.into(), program: program.into() });
        Ok(first)
    }

    fn has_method(&self, name: &str) -> bool {
        self.host.is_some_and(|host| host.has_method(name))
    }

    fn is_precompiled(&self, name: &str, symbol: &dyn Fn() -> String) -> bool {
        match self.precompiled {
            Precompiled::None => false,
            Precompiled::Present => {
                precompiled::store().is_some_and(|store| store.has_some(name) && store.has(&symbol()))
            }
            Precompiled::All => true,
        }
    }
}
