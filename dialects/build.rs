//! Generates the dialects' C++ from TableGen and compiles the glue.

use std::{env, path::Path, path::PathBuf, process::Command};

const GENERATORS: [(&str, &str); 6] = [
    ("-gen-dialect-decls", "Dialect.h.inc"),
    ("-gen-dialect-defs", "Dialect.cpp.inc"),
    ("-gen-op-decls", "Ops.h.inc"),
    ("-gen-op-defs", "Ops.cpp.inc"),
    ("-gen-typedef-decls", "Types.h.inc"),
    ("-gen-typedef-defs", "Types.cpp.inc"),
];

fn main() {
    println!("cargo:rerun-if-changed=Py.td");
    println!("cargo:rerun-if-changed=Nd.td");
    println!("cargo:rerun-if-changed=Par.td");
    println!("cargo:rerun-if-changed=Simt.td");
    println!("cargo:rerun-if-changed=cpp");
    let llvm = PathBuf::from(env::var("MLIR_SYS_220_PREFIX").expect("MLIR_SYS_220_PREFIX names LLVM's folder"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    for dialect in ["Py", "Nd", "Par", "Simt"] {
        for (generator, suffix) in GENERATORS {
            generate(&llvm, dialect, generator, &out.join(format!("{dialect}{suffix}")));
        }
    }
    cc::Build::new()
        .cpp(true)
        .std("c++17")
        .flag("-fno-rtti")
        .flag("-fno-exceptions")
        .warnings(false)
        .include(llvm.join("include"))
        .include(&out)
        .file("cpp/glue.cpp")
        .compile("numlir_glue");
}

fn generate(llvm: &Path, dialect: &str, generator: &str, output: &Path) {
    let status = Command::new(llvm.join("bin/mlir-tblgen"))
        .args([generator, "-I"])
        .arg(llvm.join("include"))
        .args(selection(generator, dialect))
        .arg(format!("{dialect}.td"))
        .arg("-o")
        .arg(output)
        .status()
        .expect("mlir-tblgen runs");
    assert!(status.success(), "mlir-tblgen {generator} {dialect}.td failed");
}

/// Which dialect's definitions to write, of all that the file and its includes hold.
fn selection(generator: &str, dialect: &str) -> Option<String> {
    let dialect = dialect.to_lowercase();
    match generator {
        "-gen-dialect-decls" | "-gen-dialect-defs" => Some(format!("--dialect={dialect}")),
        "-gen-typedef-decls" | "-gen-typedef-defs" => Some(format!("--typedefs-dialect={dialect}")),
        _ => None,
    }
}
