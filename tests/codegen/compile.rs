//! Translation from MLIR, and compile time that stays linear.

use super::{object, optimised};
use melior::{Context, dialect::DialectRegistry, ir::Module, utility::*};
use numlir::codegen::{CodegenError, CodegenOptions, Jit, LlvmModule, optimise, translate};
use std::{
    fmt::Write,
    time::{Duration, Instant},
};

fn context() -> Context {
    let registry = DialectRegistry::new();
    register_all_dialects(&registry);
    let context = Context::new();
    context.append_dialect_registry(&registry);
    context.load_all_available_dialects();
    register_all_llvm_translations(&context);
    context
}

const TWICE: &str = "llvm.func @twice(%x: i64) -> i64 {
    %y = llvm.add %x, %x : i64
    llvm.return %y : i64
}";

#[test]
fn the_llvm_dialect_becomes_callable_code() {
    let context = context();
    let module = Module::parse(&context, TWICE).expect("valid MLIR");
    let mut module = translate(&module).expect("translates");
    optimise(&mut module, &CodegenOptions::default()).expect("optimises");
    let bytes = module.object().expect("emits");
    let loaded = Jit::global().expect("supported").load(&bytes, &[]).expect("links");
    let address = loaded.address("twice").expect("exported");
    // SAFETY: the address is that of a function of this signature.
    let twice: extern "C" fn(i64) -> i64 = unsafe { std::mem::transmute(address) };
    assert_eq!(twice(21), 42);
    assert_eq!(loaded.address("thrice"), None);
}

#[test]
fn an_operation_without_llvm_form_is_an_error_with_its_place() {
    let context = context();
    let module = Module::parse(&context, "func.func @f() { return }").expect("valid MLIR");
    let error = translate(&module).expect_err("func has no LLVM form");
    let CodegenError::Translate(message) = error else { panic!("{error}") };
    assert!(message.contains("func.func") && message.contains(":1:1"), "{message}");
}

#[test]
fn text_that_is_not_llvm_ir_is_an_error() {
    let error = LlvmModule::parse("define i64 @f( {").expect_err("not LLVM IR");
    assert!(matches!(error, CodegenError::Translate(_)), "{error}");
}

#[test]
fn functions_that_are_not_exported_disappear_into_their_callers() {
    let mut module = LlvmModule::parse(
        "define i64 @helper(i64 %x) { %y = mul i64 %x, 3 ret i64 %y }
         define i64 @entry(i64 %x) { %y = call i64 @helper(i64 %x) ret i64 %y }",
    )
    .expect("LLVM IR");
    module.internalise(&["entry"]);
    optimise(&mut module, &CodegenOptions::default()).expect("optimises");
    let text = module.ir_text();
    assert!(text.contains("@entry") && !text.contains("@helper"), "{text}");
}

#[test]
fn loops_are_vectorised() {
    let assembly = optimised(
        "define void @scale(ptr noalias %a, ptr noalias %b, i64 %n) {
         entry: br label %head
         head: %i = phi i64 [ 0, %entry ], [ %next, %body ] %more = icmp slt i64 %i, %n
           br i1 %more, label %body, label %exit
         body: %p = getelementptr double, ptr %a, i64 %i %x = load double, ptr %p %y = fmul double %x, 3.0
           %q = getelementptr double, ptr %b, i64 %i store double %y, ptr %q %next = add i64 %i, 1 br label %head
         exit: ret void }",
    )
    .assembly()
    .expect("assembles");
    let packed = if cfg!(target_arch = "x86_64") { "mulpd" } else { ".2d" };
    assert!(assembly.contains(packed), "{assembly}");
}

#[test]
fn a_large_function_takes_nothing_from_the_others() {
    let small = "define internal double @third(double %x) { %y = fdiv double %x, 3.0 ret double %y }
         define double @small(double %x) { %y = call double @third(double %x) ret double %y }\n";
    let text = optimised(&format!("{small}{}", statements(2_000))).ir_text();
    assert!(!text.contains("@third") && !text.contains("optnone"), "{}", &text[..600]);
}

#[test]
fn no_loop_is_made_twice_for_a_stride_of_one_byte() {
    let text = optimised(
        "define void @scale(ptr noalias %a, ptr noalias %b, i64 %n, i64 %stride) {
         entry: br label %head
         head: %i = phi i64 [ 0, %entry ], [ %next, %body ] %more = icmp slt i64 %i, %n
           br i1 %more, label %body, label %exit
         body: %o = mul i64 %i, %stride %p = getelementptr i8, ptr %a, i64 %o %x = load double, ptr %p
           %y = fmul double %x, 3.0 %q = getelementptr double, ptr %b, i64 %i store double %y, ptr %q
           %next = add i64 %i, 1 br label %head
         exit: ret void }",
    )
    .ir_text();
    assert!(!text.contains("%stride, 1\n"), "{text}");
}

/// Every one of these grew faster than linearly in LLVM's own `-O3`.
#[test]
fn huge_functions_compile_within_two_seconds() {
    for (name, text) in [
        ("statements", statements(12_000)),
        ("branches", branches(3_200)),
        ("loops", loops(800)),
        ("calls", calls(3_200)),
        ("callees", callees(300)),
    ] {
        let start = Instant::now();
        object(&text);
        let taken = start.elapsed();
        // Debug builds and busy machines take longer; a quadratic pass takes ten times longer still.
        assert!(taken < Duration::from_secs(6), "{name} took {taken:?}");
    }
}

/// Loads, adds and stores in one block.
fn statements(count: usize) -> String {
    let mut text = String::from("define void @f(ptr %a, ptr %b) {\n");
    for index in 0..count {
        let (from, to) = (index * 7919 % 500, index * 104_729 % 500);
        let _ = write!(
            text,
            "%p{index} = getelementptr double, ptr %a, i64 {from}\n %x{index} = load double, ptr %p{index}\n
             %y{index} = fadd double %x{index}, {index}.0\n %q{index} = getelementptr double, ptr %b, i64 {to}\n
             store double %y{index}, ptr %q{index}\n"
        );
    }
    text + "ret void }\n"
}

/// Checked accesses that all leave through one block.
fn branches(count: usize) -> String {
    let mut text = String::from("define i32 @f(ptr %a, i64 %n, i64 %j) {\nentry: br label %s0\n");
    let mut sites = Vec::new();
    for index in 0..count {
        let offset = index * 7919 % 50;
        let _ = write!(
            text,
            "s{index}: %k{index} = add i64 %j, {offset}\n %c{index} = icmp ult i64 %k{index}, %n
             br i1 %c{index}, label %o{index}, label %err
             o{index}: %p{index} = getelementptr double, ptr %a, i64 %k{index}
             %x{index} = load double, ptr %p{index}\n %y{index} = fadd double %x{index}, {index}.0
             store double %y{index}, ptr %p{index}\n br label %s{}\n",
            index + 1
        );
        sites.push(format!("[ {}, %s{index} ]", index + 1));
    }
    let _ = write!(text, "s{count}: ret i32 0\nerr: %site = phi i32 {}\n ret i32 %site }}\n", sites.join(", "));
    text
}

/// One loop after another.
fn loops(count: usize) -> String {
    let mut text = String::from("define void @f(ptr %a, ptr %b, i64 %n) {\nentry: br label %p0\n");
    for index in 0..count {
        let _ = write!(
            text,
            "p{index}: br label %h{index}
             h{index}: %i{index} = phi i64 [ 0, %p{index} ], [ %n{index}, %b{index} ]
             %c{index} = icmp slt i64 %i{index}, %n\n br i1 %c{index}, label %b{index}, label %p{}
             b{index}: %q{index} = getelementptr double, ptr %a, i64 %i{index}
             %x{index} = load double, ptr %q{index}\n %y{index} = fmul double %x{index}, {index}.5
             %r{index} = getelementptr double, ptr %b, i64 %i{index}\n store double %y{index}, ptr %r{index}
             %n{index} = add i64 %i{index}, 1\n br label %h{index}\n",
            index + 1
        );
    }
    let _ = writeln!(text, "p{count}: ret void }}");
    text
}

/// Small private functions, each calling the one before.
fn calls(count: usize) -> String {
    let mut text = String::from("define internal double @g0(double %a) { ret double %a }\n");
    for index in 1..count {
        let _ = write!(
            text,
            "define internal double @g{index}(double %a) {{ %x = call double @g{}(double %a)
             %y = fmul double %x, {index}.5\n ret double %y }}\n",
            index - 1
        );
    }
    let _ =
        write!(text, "define double @f(double %a) {{ %x = call double @g{}(double %a)\n ret double %x }}\n", count - 1);
    text
}

/// A function that calls many private ones, each of which is worth taking in.
fn callees(count: usize) -> String {
    let (mut text, mut calls) = (String::new(), String::from("define double @f(ptr %a, i64 %n) {\n"));
    for index in 0..count {
        let _ = write!(
            text,
            "define internal double @g{index}(ptr %a, i64 %n) {{\nentry: br label %h
             h: %i = phi i64 [ 0, %entry ], [ %k, %b ] %s = phi double [ {index}.0, %entry ], [ %t, %b ]
             %c = icmp slt i64 %i, %n\n br i1 %c, label %b, label %e
             b: %q = getelementptr double, ptr %a, i64 %i\n %x = load double, ptr %q
             %t = fadd double %s, %x\n %k = add i64 %i, {}\n br label %h
             e: ret double %s }}\n",
            index % 7 + 1
        );
        let _ = writeln!(calls, "%x{index} = call double @g{index}(ptr %a, i64 %n)");
    }
    let _ = writeln!(text, "{calls} %s0 = fadd double %x0, 0.0");
    for index in 1..count {
        let _ = writeln!(text, "%s{index} = fadd double %s{}, %x{index}", index - 1);
    }
    let _ = writeln!(text, "ret double %s{} }}", count - 1);
    text
}
