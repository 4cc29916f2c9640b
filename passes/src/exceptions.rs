//! Classes of exceptions: Python's own with their hierarchy, those of NumPy's that compiled code raises, and the user's.
//!
//! A class is named as sites and `nd.error_matches` name it: Python's own by their names, NumPy's without the module, and one
//! of the user's by [`user_class`]'s text, which holds the classes it is derived from, so that no stage needs to look it up.

use numlir_dialects::types::Type;

/// The text that a user's class begins with; the module and the qualified name follow, and in parentheses the names of the
/// classes it is derived from, nearest first.
const USERS: &str = "exception:";

/// Names a class of the user's; `bases` are those it is derived from, each by what [`identity`] says of it.
pub fn user_class(identity: &str, bases: &[String]) -> String {
    format!("{USERS}{identity}({})", bases.join(","))
}

/// Whether a canonical name is that of a class of exceptions.
pub fn is_exception(name: &str) -> bool {
    name.starts_with(USERS)
        || name.strip_prefix("builtins.").is_some_and(|name| parents(name).is_some())
        || NUMPY.iter().any(|(full, ..)| *full == name)
}

/// How sites name the class of a canonical name.
pub fn class_of(name: &str) -> &str {
    match name.starts_with(USERS) {
        true => name,
        false => name.rsplit('.').next().unwrap_or(name),
    }
}

/// A class's name for messages.
pub fn shown(class: &str) -> &str {
    let name = identity(class);
    name.rsplit('.').next().unwrap_or(name)
}

/// The classes that a value names: one, or a tuple of them, which may be nested.
pub fn classes(ty: &Type) -> Option<Vec<String>> {
    match ty {
        Type::Builtin(name) if is_exception(name) => Some(vec![class_of(name).to_owned()]),
        Type::Tuple(elements) => elements.iter().map(classes).collect::<Option<Vec<_>>>().map(|all| all.concat()),
        _ => None,
    }
}

/// What makes a class the same as another: the name alone.
pub fn identity(class: &str) -> &str {
    let Some(users) = class.strip_prefix(USERS) else { return class };
    users.rsplit_once('(').map_or(users, |(name, _)| name)
}

/// Whether a class is another one or derived from it.
pub fn is_subclass(class: &str, base: &str) -> bool {
    let base = identity(base);
    if identity(class) == base {
        return true;
    }
    if let Some(users) = class.strip_prefix(USERS) {
        let bases = users.rsplit_once('(').map_or("", |(_, bases)| bases.trim_end_matches(')'));
        return bases.split(',').any(|known| known == base);
    }
    parents(class).unwrap_or_default().iter().any(|parent| is_subclass(parent, base))
}

/// The names of a class and of all that it is derived from.
pub fn lineage(class: &str) -> Vec<String> {
    let mut names = vec![identity(class).to_owned()];
    match class.strip_prefix(USERS) {
        Some(users) => {
            let bases = users.rsplit_once('(').map_or("", |(_, bases)| bases.trim_end_matches(')'));
            names.extend(bases.split(',').map(str::to_owned));
        }
        None => names.extend(parents(class).unwrap_or_default().iter().flat_map(|parent| lineage(parent))),
    }
    names
}

/// What a class of Python's or NumPy's is derived from; `None` where it is no exception.
fn parents(class: &str) -> Option<&'static [&'static str]> {
    let python = HIERARCHY.iter().find(|(_, children)| children.split(' ').any(|child| child == class));
    let parent = python.map(|(parent, _)| std::slice::from_ref(parent));
    let numpy = || NUMPY.iter().find(|(_, name, _)| *name == class).map(|(.., parents)| *parents);
    parent.or_else(numpy).or((class == "BaseException").then_some(&[]))
}

/// NumPy's classes: full name, name, parents.
const NUMPY: &[(&str, &str, &[&str])] = &[
    ("numpy.linalg.LinAlgError", "LinAlgError", &["ValueError"]),
    ("numpy.exceptions.AxisError", "AxisError", &["ValueError", "IndexError"]),
];

/// Python's classes, by what they are derived from ("Exception hierarchy" in the library reference). `IOError` and
/// `EnvironmentError` are other names of `OSError`.
const HIERARCHY: &[(&str, &str)] = &[
    ("BaseException", "Exception GeneratorExit KeyboardInterrupt SystemExit"),
    (
        "Exception",
        "ArithmeticError AssertionError AttributeError BufferError EOFError ImportError LookupError MemoryError NameError \
         OSError ReferenceError RuntimeError StopAsyncIteration StopIteration SyntaxError SystemError TypeError ValueError \
         Warning",
    ),
    ("ArithmeticError", "FloatingPointError OverflowError ZeroDivisionError"),
    ("ImportError", "ModuleNotFoundError"),
    ("LookupError", "IndexError KeyError"),
    ("NameError", "UnboundLocalError"),
    (
        "OSError",
        "BlockingIOError ChildProcessError ConnectionError EnvironmentError FileExistsError FileNotFoundError IOError \
         InterruptedError IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError",
    ),
    ("ConnectionError", "BrokenPipeError ConnectionAbortedError ConnectionRefusedError ConnectionResetError"),
    ("RuntimeError", "NotImplementedError RecursionError"),
    ("SyntaxError", "IndentationError"),
    ("IndentationError", "TabError"),
    ("ValueError", "UnicodeError"),
    (
        "Warning",
        "BytesWarning DeprecationWarning EncodingWarning FutureWarning ImportWarning PendingDeprecationWarning \
         ResourceWarning RuntimeWarning SyntaxWarning UnicodeWarning UserWarning",
    ),
];

/// A string as `repr` writes it.
pub fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let escaped = text.chars().fold(String::new(), |mut escaped, character| {
        match character {
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            '\\' => escaped.push_str("\\\\"),
            character if character == quote => escaped.extend(['\\', quote]),
            character => escaped.push(character),
        }
        escaped
    });
    format!("{quote}{escaped}{quote}")
}
