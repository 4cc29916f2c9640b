//! MLIR's own driver with numlir's dialects and passes.

fn main() {
    numlir_dialects::passes::register(numlir_passes::PASSES);
    std::process::exit(numlir_dialects::passes::opt_main(std::env::args()));
}
