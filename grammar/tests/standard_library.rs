//! The whole standard library of the Python at hand, and every tree compared with CPython's own.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use numlir_grammar::{dump, parse_module};

use crate::{file, on_large_stack};

fn python() -> Command {
    Command::new(std::env::var("NUMLIR_PYTHON").unwrap_or_else(|_| "python3".to_owned()))
}

/// The library's files, in order, without what is installed beside it.
fn files() -> Vec<PathBuf> {
    let output = python().args(["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"]).output();
    let output = output.expect("Python runs").stdout;
    let root = String::from_utf8(output).expect("the path is text");
    let mut files = Vec::new();
    collect(Path::new(root.trim()), &mut files);
    files.sort();
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let skipped = path.file_name().is_some_and(|name| name == "site-packages" || name == "dist-packages");
        if path.is_dir() && !path.is_symlink() && !skipped {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            files.push(path);
        }
    }
}

pub(crate) fn texts() -> Vec<String> {
    files().iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}

/// What CPython answers for each file: its tree, or that it refuses the file. None where it could not read it.
fn cpython_trees(files: &[PathBuf]) -> Vec<Option<Result<String, String>>> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/compare_ast.py");
    let mut child = python().arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("Python runs");
    let mut input = child.stdin.take().expect("the input is a pipe");
    let names: String = files.iter().map(|path| format!("{}\n", path.display())).collect();
    let writer = std::thread::spawn(move || input.write_all(names.as_bytes()));
    let output = child.wait_with_output().expect("Python ends").stdout;
    writer.join().expect("the writer does not panic").expect("Python reads all names");
    let text = String::from_utf8(output).expect("the script writes ASCII");
    text.split('\x1e').skip(1).map(answer).collect()
}

/// Reads one answer: a word, a line break, a text.
fn answer(record: &str) -> Option<Result<String, String>> {
    match record.split_once('\n')? {
        ("tree", tree) => Some(Ok(tree.to_owned())),
        ("error", message) => Some(Err(message.to_owned())),
        _ => None,
    }
}

/// CPython 3.12 and later know exact spans inside f-strings, as we do.
fn knows_spans_in_fstrings() -> bool {
    let output = python().args(["-c", "import sys; print(sys.version_info >= (3, 12))"]).output();
    output.expect("Python runs").stdout.starts_with(b"True")
}

/// Leaves out the spans inside f-strings.
fn without_spans_in_fstrings(tree: &str) -> String {
    let mut fstring: Option<usize> = None;
    let mut out = String::with_capacity(tree.len());
    for line in tree.lines() {
        let indent = line.len() - line.trim_start().len();
        if fstring.is_some_and(|depth| indent > depth) {
            let mut words: Vec<&str> = line.split(' ').collect();
            words.retain(|word| !is_span(word));
            out += &words.join(" ");
        } else {
            fstring = line.contains(" JoinedStr ").then_some(indent);
            out += line;
        }
        out += "\n";
    }
    out
}

fn is_span(word: &str) -> bool {
    word.contains('-') && word.contains(':') && word.bytes().all(|byte| byte.is_ascii_digit() || b":-".contains(&byte))
}

/// The first line that differs, with its number.
fn first_difference(ours: &str, theirs: &str) -> Option<String> {
    let mut theirs = theirs.lines();
    let mut ours = ours.lines();
    for number in 1.. {
        match (ours.next(), theirs.next()) {
            (None, None) => return None,
            (ours, theirs) if ours == theirs => {}
            (ours, theirs) => return Some(format!("line {number} is {ours:?}, and CPython's is {theirs:?}")),
        }
    }
    None
}

#[test]
fn trees_equal_those_of_cpython() {
    let files = files();
    let trees = cpython_trees(&files);
    assert_eq!(trees.len(), files.len(), "the script answers once for each file");
    let exact = knows_spans_in_fstrings();
    let comparable = |tree: String| if exact { tree } else { without_spans_in_fstrings(&tree) };
    let (mut equal, mut refused, mut faults) = (0, 0, Vec::new());
    on_large_stack(|| {
        for (path, theirs) in files.iter().zip(trees) {
            let (Some(theirs), Ok(text)) = (theirs, std::fs::read_to_string(path)) else { continue };
            match (parse_module(&text, &file()), theirs) {
                (Ok(module), Ok(theirs)) => {
                    match first_difference(&comparable(dump(&module, &text)), &comparable(theirs)) {
                        None => equal += 1,
                        Some(difference) => faults.push(format!("{}: {difference}", path.display())),
                    }
                }
                (Err(_), Err(_)) => refused += 1,
                (Ok(_), Err(error)) => faults.push(format!("{}: CPython says {error}", path.display())),
                (Err(error), Ok(_)) => faults.push(format!("{}: refused: {}", path.display(), error[0])),
            }
        }
    });
    println!("{equal} trees are equal, {refused} files are refused by both, {} differ", faults.len());
    assert!(faults.len() * 200 <= files.len(), "more than 1 in 200 differ:\n{}", faults.join("\n"));
    assert!(equal >= 300, "only {equal} trees were compared");
}
