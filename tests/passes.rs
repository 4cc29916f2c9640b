//! Each pass by itself: `tests/passes/<pass>/<case>.mlir` through the passes that its first line names
//! (`// pass: lower-raises`, several separated by commas), with the options that a second line may give (`// options: version=false`),
//! compared with a snapshot.

use melior::ir::Module;
use numlir_dialects::context::{context, module_operation, with_messages};
use numlir_passes::PASSES;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The paths in a folder, in order.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

/// The module after the passes, or what they say is wrong with it.
fn after_passes(text: &str) -> String {
    let names = text.lines().next().and_then(|line| line.strip_prefix("// pass: "));
    let names = names.expect("the first line names passes, as in `// pass: lower-raises`");
    let options = text.lines().nth(1).and_then(|line| line.strip_prefix("// options: ")).unwrap_or("");
    let context = context();
    let (module, messages) = with_messages(&context, || Module::parse(&context, text));
    let module = module.unwrap_or_else(|| panic!("the input does not parse: {messages:?}"));
    let operation = module_operation(&module);
    for name in names.split(',').map(str::trim) {
        let pass = PASSES.iter().find(|pass| pass.name == name).unwrap_or_else(|| panic!("no pass {name}"));
        if let Err(errors) = (pass.run)(&context, operation, options) {
            return errors.iter().map(|error| format!("{error}\n")).collect();
        }
        let (valid, messages) = with_messages(&context, || operation.verify());
        assert!(valid, "{name} left invalid IR: {messages:?}");
    }
    operation.print(false)
}

#[test]
fn every_case_of_every_pass() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/passes");
    for pass in entries(&folder) {
        let cases: Vec<_> =
            entries(&pass).into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "mlir")).collect();
        assert!(!cases.is_empty(), "{} has no case", pass.display());
        for case in cases {
            let text = fs::read_to_string(&case).expect("readable");
            let name = case.file_stem().expect("a name").to_string_lossy().into_owned();
            insta::with_settings!({ snapshot_path => pass.join("snapshots"), prepend_module_to_snapshot => false }, {
                insta::assert_snapshot!(name, after_passes(&text));
            });
        }
    }
}
