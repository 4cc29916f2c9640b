//! Every form that a function takes, for the programs in `tests/stages`, as snapshots. A program's first line is the
//! function and the types it is compiled for.

use numlir::{
    dispatch::on_compiler_thread,
    flow,
    pipeline::{self, Options, Stage},
    stack::{self, Source},
    standalone,
};
use numlir_grammar::{LineIndex, diagnostic::Diagnostic};
use numlir_passes::signature::parse_types;
use std::{fmt::Write, fs, path::Path, sync::Arc};

/// The stages that do not depend on the processor.
const STAGES: [(&str, Stage); 6] = [
    ("py", Stage::Py),
    ("typed", Stage::Typed),
    ("loops", Stage::Loops),
    ("nd", Stage::Nd),
    ("llvm dialect", Stage::LlvmDialect),
    ("llvm", Stage::Llvm),
];

fn every_stage(file: &Arc<str>, text: &str) -> Result<String, Vec<Diagnostic>> {
    let header =
        text.lines().next().and_then(|line| line.strip_prefix("# ")).expect("a first line such as `# f(int64)`");
    let (name, types) = header.trim_end_matches(')').split_once('(').expect("a function and its types");
    let types = parse_types(types).expect("types");
    let module = numlir_grammar::parse_module(text, file)?;
    let lines = LineIndex::new(text);
    let source = Source { file, lines: &lines };
    let mut all = format!("{text}\n== tree\n{}", numlir_grammar::dump(&module, text));
    let statement = standalone::find(&module, name).expect("the function");
    write!(all, "\n== stack\n{}", stack::print(&stack::assemble(statement, source)?, source)).expect("a string");
    write!(all, "\n== cfg\n{}", flow::print::text(&standalone::function(&module, name, source)?)).expect("a string");
    let program = standalone::program(&module, name, (file, text))?;
    let options = Options { verify: true, ..Options::default() };
    for (stage_name, stage) in STAGES {
        let printed = pipeline::print((&program, 0), types.as_slice().into(), (&options, None), (stage, false))?;
        let printed: Vec<_> = printed.lines().filter(|line| !line.starts_with("target ")).collect();
        write!(all, "\n== {stage_name}\n{}\n", printed.join("\n")).expect("a string");
    }
    // What depends on the processor is made all the same.
    let assembly = pipeline::print((&program, 0), types.as_slice().into(), (&options, None), (Stage::Assembly, false))?;
    assert!(assembly.contains("ret"), "assembly returns");
    assert!(!pipeline::compile(&program, 0, types.as_slice().into(), (&options, None))?.object.is_empty());
    Ok(all)
}

#[test]
fn every_stage_of_every_program() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stages");
    let mut programs: Vec<_> = fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .collect();
    programs.sort();
    assert!(programs.len() >= 10, "there are {} programs", programs.len());
    for path in programs {
        let text = fs::read_to_string(&path).expect("readable");
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let file: Arc<str> = format!("{name}.py").into();
        let stages = on_compiler_thread(|| every_stage(&file, &text)).expect("no panic");
        let stages = stages.unwrap_or_else(|errors| panic!("{name}: {}", errors[0]));
        insta::with_settings!({ snapshot_path => "stages/snapshots", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, stages);
        });
    }
}
