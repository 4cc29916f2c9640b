//! Linker arguments of the extension module.

fn main() {
    // See exit.rs.
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,--wrap=__cxa_atexit");
    }
    println!("cargo:rerun-if-changed=build.rs");
}
