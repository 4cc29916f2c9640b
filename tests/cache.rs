//! The cache on disk: what is found, what is refused, and its size.

use numlir::{
    cache::{Cache, Key},
    dispatch::{FrozenData, Origin, Wanted, load_or_compile},
    pipeline::{FastMath, Options, compile},
    program::{Binding, Program},
    standalone,
};
use numlir_dialects::types::Type;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, SystemTime},
};

const PROGRAM: &str = "K = 3\n\ndef g(x):\n    return x // K\n\ndef f(x):\n    return g(x) + 1\n";

/// A folder that is removed with the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self(std::env::temp_dir().join(format!("numlir-cache-test-{}-{number}", std::process::id())))
    }

    fn entries(&self) -> Vec<PathBuf> {
        let folders = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let files = folders.flat_map(|folder| fs::read_dir(folder.path()).into_iter().flatten().flatten());
        let mut entries: Vec<_> = files.map(|file| file.path()).collect();
        entries.sort();
        entries
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn program(text: &str) -> Program {
    let file: Arc<str> = "program.py".into();
    let module = numlir_grammar::parse_module(text, &file).expect("the program is Python");
    let mut program = standalone::program(&module, "f", (&file, text)).expect("it has a function f");
    for function in &mut program.functions {
        let span = function.flow.span;
        function.content = text[span.start as usize..span.end as usize].into();
    }
    program
}

fn key(program: &Program, arguments: &[Type], options: &Options) -> String {
    Key::new((program, 0), arguments.into(), options, |_| None).expect("the build has an identity").name()
}

/// The site of the division, and where the code came from.
fn run(cache: &Cache, text: &str) -> (Origin, u32) {
    let program = program(text);
    let options = Options::default();
    let made = load_or_compile(
        cache,
        (&program, 0),
        Wanted { arguments: vec![Type::INT64], ..Wanted::default() },
        (&options, None),
        Arc::new(FrozenData::default()),
    );
    let made = made.unwrap_or_else(|errors| panic!("{}", errors[0]));
    let division = made.sites.iter().find(|site| site.exception == "ZeroDivisionError");
    (made.origin, division.map_or(0, |site| site.line))
}

#[test]
fn what_was_kept_is_found() {
    let scratch = Scratch::new();
    let cache = Cache::new(scratch.0.clone(), 1 << 30);
    let text = PROGRAM.replace("// K", "// x");
    assert_eq!(run(&cache, &text), (Origin::Missed, 4));
    assert_eq!(run(&cache, &text), (Origin::Cached, 4));
    // The function moved down by two lines, and is the same.
    assert_eq!(run(&cache, &format!("# one\n# two\n{text}")), (Origin::Cached, 6));
    assert_eq!(run(&cache, &text.replace("+ 1", "+ 2")), (Origin::Missed, 4));
    assert_eq!(scratch.entries().len(), 2);
}

#[test]
fn a_key_tells_apart_what_code_depends_on() {
    let options = Options::default();
    let original = key(&program(PROGRAM), &[Type::INT64], &options);
    assert_eq!(key(&program(PROGRAM), &[Type::INT64], &options), original);
    assert_eq!(key(&program(&format!("\n\n{PROGRAM}")), &[Type::INT64], &options), original);
    let mut others = vec![
        key(&program(PROGRAM), &[Type::FLOAT64], &options),
        key(&program(PROGRAM), &[Type::INT64], &Options { fastmath: FastMath::ALL, ..options.clone() }),
        key(&program(&PROGRAM.replace("K = 3", "K = 4")), &[Type::INT64], &options),
        key(&program(&PROGRAM.replace("K = 3", "K = 3.0")), &[Type::INT64], &options),
        key(&program(&PROGRAM.replace("x // K", "x - K")), &[Type::INT64], &options),
        key(&program(&PROGRAM.replace("def f(x)", "def f(x, y=1)")), &[Type::INT64], &options),
    ];
    let mut with_zero = program(PROGRAM);
    for value in [0.0, -0.0, f64::NAN] {
        with_zero.functions[0].defaults.insert("x".into(), Binding::Float(value));
        others.push(key(&with_zero, &[Type::INT64], &options));
    }
    others.push(original);
    let count = others.len();
    others.sort();
    others.dedup();
    assert_eq!(others.len(), count);
}

#[test]
fn what_is_damaged_or_foreign_is_replaced() {
    let scratch = Scratch::new();
    let cache = Cache::new(scratch.0.clone(), 1 << 30);
    assert_eq!(run(&cache, PROGRAM).0, Origin::Missed);
    let [entry] = &scratch.entries()[..] else { panic!("one entry") };
    let whole = fs::read(entry).expect("it is read");
    let mut damaged = vec![Vec::new(), b"numlir".to_vec(), whole[..whole.len() - 1].to_vec(), whole[..20].to_vec()];
    for place in [0, 8, 41, whole.len() / 2, whole.len() - 1] {
        let mut changed = whole.clone();
        changed[place] ^= 0x10;
        damaged.push(changed);
    }
    for bytes in damaged {
        fs::write(entry, &bytes).expect("it is written");
        assert_eq!(run(&cache, PROGRAM).0, Origin::Missed);
        assert_eq!(fs::read(entry).expect("it is read"), whole);
    }
    // Another function's entry under this one's name.
    assert_eq!(run(&cache, &PROGRAM.replace("+ 1", "+ 2")).0, Origin::Missed);
    let entries = scratch.entries();
    let other = entries.iter().find(|path| *path != entry).expect("two entries");
    fs::copy(other, entry).expect("it is copied");
    assert_eq!(run(&cache, PROGRAM).0, Origin::Missed);
    assert_eq!(run(&cache, PROGRAM).0, Origin::Cached);
}

#[test]
fn a_folder_that_cannot_be_used_is_an_empty_one() {
    let scratch = Scratch::new();
    fs::write(&scratch.0, "a file").expect("it is written");
    let cache = Cache::new(scratch.0.join("below"), 1 << 30);
    assert_eq!(run(&cache, PROGRAM).0, Origin::Missed);
    assert_eq!(run(&cache, PROGRAM).0, Origin::Missed);
    let _ = fs::remove_file(&scratch.0);
}

#[test]
fn what_was_used_longest_ago_goes_first() {
    let scratch = Scratch::new();
    let texts: Vec<_> = (0..4).map(|number| PROGRAM.replace("+ 1", &format!("+ {number}"))).collect();
    let all = Cache::new(scratch.0.clone(), 1 << 30);
    for text in &texts[..3] {
        assert_eq!(run(&all, text).0, Origin::Missed);
    }
    let size =
        scratch.entries().iter().map(|path| fs::metadata(path).expect("it is there").len()).max().expect("three");
    age(&scratch.entries(), Duration::from_secs(10 * 24 * 60 * 60));
    // Used now, so that the other two are older.
    assert_eq!(run(&all, &texts[1]).0, Origin::Cached);
    let unfinished = scratch.entries()[0].with_extension("part");
    fs::write(&unfinished, "killed").expect("it is written");
    age(std::slice::from_ref(&unfinished), Duration::from_secs(2 * 60 * 60));

    let small = Cache::new(scratch.0.clone(), 2 * size + size / 2);
    assert_eq!(run(&small, &texts[3]).0, Origin::Missed);
    assert!(!unfinished.exists());
    let origins: Vec<_> = [1, 3].map(|place| run(&small, &texts[place]).0).to_vec();
    assert_eq!(origins, [Origin::Cached, Origin::Cached]);
    assert_eq!(scratch.entries().len(), 2);
}

fn age(paths: &[impl AsRef<Path>], age: Duration) {
    for path in paths {
        let file = fs::File::options().append(true).open(path).expect("it is opened");
        file.set_modified(SystemTime::now() - age).expect("its time is set");
    }
}

#[test]
fn an_artifact_says_what_it_needs() {
    let program = program(PROGRAM);
    let artifact =
        compile(&program, 0, [Type::INT64].as_slice().into(), (&Options::default(), None)).expect("it is compiled");
    assert!(artifact.added.is_empty());
    assert!(artifact.frozen.is_empty());
}
