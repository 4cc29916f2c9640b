//! The command line: compiles a function of a Python file and prints any form it takes on the road.

use clap::{Parser, ValueEnum};
use numlir::{
    dispatch::on_compiler_thread,
    flow,
    pipeline::{self, FastMath, Options, Stage},
    render,
    stack::{self, Source},
    standalone,
};
use numlir_grammar::{
    LineIndex,
    diagnostic::{Diagnostic, Kind},
    tree::Module,
};
use numlir_passes::signature::parse_types;
use std::{fs, io::Write, path::PathBuf, process::ExitCode, sync::Arc};

/// Compiles a function of a Python file and prints any form it takes on the road.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The Python file.
    file: PathBuf,
    /// The function; only --emit=tree does without.
    #[arg(long)]
    function: Option<String>,
    /// The types of its arguments, such as 'float64[:, ::1], int64'.
    #[arg(long, default_value = "")]
    args: String,
    /// The form to print.
    #[arg(long, value_enum, default_value_t = Emit::OptLlvm)]
    emit: Emit,
    /// Where to write; standard output otherwise.
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// Print places in the source with MLIR.
    #[arg(long)]
    locations: bool,
    /// Print the control-flow graph as Graphviz.
    #[arg(long)]
    dot: bool,
    /// Access outside an array is undefined instead of an IndexError.
    #[arg(long)]
    no_boundscheck: bool,
    /// Division by zero gives infinities and NaN.
    #[arg(long)]
    numpy_errors: bool,
    /// Floating-point operations may be reassociated and contracted.
    #[arg(long)]
    fastmath: bool,
    /// Loops over prange run on several threads.
    #[arg(long)]
    parallel: bool,
    /// The function is a kernel of many threads.
    #[arg(long)]
    kernel: bool,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Emit {
    /// The syntax tree.
    Tree,
    /// Stack code.
    Stack,
    /// The control-flow graph in SSA form.
    Cfg,
    /// The py dialect, untyped.
    Py,
    /// The py dialect, typed.
    Typed,
    /// The py dialect with loops raised.
    Loops,
    /// Parallel loops.
    Par,
    /// Arrays, arithmetic and checks.
    Nd,
    /// The llvm dialect.
    LlvmDialect,
    /// LLVM IR.
    Llvm,
    /// Optimised LLVM IR.
    OptLlvm,
    /// Assembly.
    Asm,
    /// An object file.
    Obj,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let text = match fs::read_to_string(&arguments.file) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{}: {error}", arguments.file.display());
            return ExitCode::FAILURE;
        }
    };
    let file: Arc<str> = arguments.file.to_string_lossy().into();
    let outcome = on_compiler_thread(|| emit(&arguments, &file, &text)).unwrap_or_else(|fault| Err(vec![*fault]));
    let written = outcome.map(|bytes| match &arguments.output {
        Some(path) => fs::write(path, bytes),
        None => std::io::stdout().write_all(&bytes),
    });
    match written {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
        Err(diagnostics) => {
            let text: Arc<str> = text.into();
            let sources = |name: &str| (*name == *file).then(|| text.clone());
            eprintln!("{}", render::render(&diagnostics, &sources));
            ExitCode::FAILURE
        }
    }
}

fn emit(arguments: &Arguments, file: &Arc<str>, text: &str) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let module = numlir_grammar::parse_module(text, file)?;
    if arguments.emit == Emit::Tree {
        return Ok(numlir_grammar::dump(&module, text).into_bytes());
    }
    let Some(name) = &arguments.function else {
        return Err(vec![Diagnostic::new(Kind::Name, "no-function", "name a function with --function")]);
    };
    let stage = match arguments.emit {
        Emit::Tree | Emit::Stack | Emit::Cfg => return front(arguments, name, &module, (file, text)),
        Emit::Py => Stage::Py,
        Emit::Typed => Stage::Typed,
        Emit::Loops => Stage::Loops,
        Emit::Par => Stage::Par,
        Emit::Nd => Stage::Nd,
        Emit::LlvmDialect => Stage::LlvmDialect,
        Emit::Llvm => Stage::Llvm,
        Emit::OptLlvm => Stage::OptimisedLlvm,
        Emit::Asm | Emit::Obj => Stage::Assembly,
    };
    let types = parse_types(&arguments.args)
        .map_err(|message| vec![Diagnostic::new(Kind::Typing, "bad-signature", message)])?;
    let program = standalone::program(&module, name, (file, text))?;
    let options = Options {
        boundscheck: !arguments.no_boundscheck,
        error_model_numpy: arguments.numpy_errors,
        fastmath: if arguments.fastmath { FastMath::ALL } else { FastMath::default() },
        parallel: arguments.parallel || arguments.emit == Emit::Par,
        kernel: arguments.kernel,
        verify: true,
        ..Options::default()
    };
    if arguments.emit == Emit::Obj {
        return Ok(pipeline::compile(&program, 0, types.as_slice().into(), (&options, None))?.object);
    }
    Ok(pipeline::print((&program, 0), types.as_slice().into(), (&options, None), (stage, arguments.locations))?
        .into_bytes())
}

fn front(
    arguments: &Arguments,
    name: &str,
    module: &Module,
    (file, text): (&Arc<str>, &str),
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let lines = LineIndex::new(text);
    let source = Source { file, lines: &lines };
    if arguments.emit == Emit::Stack {
        let Some(statement) = standalone::find(module, name) else {
            return Err(vec![Diagnostic::new(
                Kind::Name,
                "no-such-function",
                format!("there is no function '{name}'"),
            )]);
        };
        return Ok(stack::print(&stack::assemble(statement, source)?, source).into_bytes());
    }
    let function = standalone::function(module, name, source)?;
    let printed = if arguments.dot { flow::print::dot(&function) } else { flow::print::text(&function) };
    Ok(printed.into_bytes())
}
