//! Puts the files of library/ into the binary, and a hash of all sources: what is compiled ahead is of one of them.

use std::{
    env,
    fmt::Write,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

/// What code and its symbols depend on.
const SOURCES: [&str; 7] = ["Cargo.lock", "build.rs", "dialects", "grammar", "library", "passes", "src"];

fn main() {
    println!("cargo:rerun-if-changed=library");
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR")).join("library");
    let mut paths: Vec<_> = entries(&root)
        .into_iter()
        .flat_map(|folder| entries(&folder))
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .collect();
    paths.sort();
    let mut code = "static FILES: &[(&str, &str)] = &[\n".to_owned();
    for path in paths {
        let name = path.strip_prefix(&root).expect("it lies in the folder");
        let _ =
            writeln!(code, "    ({:?}, include_str!({:?})),", name.display().to_string(), path.display().to_string());
    }
    code.push_str("];\n");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("library.rs"), code).expect("the output folder can be written");
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let mut hasher = DefaultHasher::new();
    for name in SOURCES {
        println!("cargo:rerun-if-changed={name}");
        hash(&Path::new(&root).join(name), &mut hasher);
    }
    println!("cargo:rustc-env=NUMLIR_SOURCES={:016x}", hasher.finish());
}

/// Adds a file, or all files of a folder in the order of their names.
fn hash(path: &Path, hasher: &mut DefaultHasher) {
    path.file_name().hash(hasher);
    match fs::read(path) {
        Ok(bytes) => bytes.hash(hasher),
        Err(_) => {
            let mut inside = entries(path);
            inside.sort();
            inside.iter().for_each(|path| hash(path, hasher));
        }
    }
}

fn entries(folder: &Path) -> Vec<std::path::PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}
