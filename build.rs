//! Puts the files of library/ into the binary.

use std::{env, fmt::Write, fs, path::Path};

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
}

fn entries(folder: &Path) -> Vec<std::path::PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}
