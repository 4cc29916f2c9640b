//! The linker: symbols, freeing, and many threads at once.

use super::{load, object};
use numlir::codegen::{CodegenError, Jit};
use std::{fs, thread};

extern "C" fn forty(_: i64) -> i64 {
    40
}

const CALLER: &str = "declare i64 @given(i64)
    define i64 @entry(i64 %x) { %y = call i64 @given(i64 %x) %z = add i64 %y, 2 ret i64 %z }";

/// Calls a linked `i64 entry(i64)`.
fn call(loaded: &numlir::codegen::Loaded, argument: i64) -> i64 {
    let address = loaded.address("entry").expect("exported");
    // SAFETY: every module of these tests defines `entry` with this signature.
    let entry: extern "C" fn(i64) -> i64 = unsafe { std::mem::transmute(address) };
    entry(argument)
}

#[test]
fn given_symbols_come_before_all_others() {
    let jit = Jit::global().expect("supported");
    let loaded = jit.load(&object(CALLER), &[("given".into(), forty as *const ())]).expect("links");
    assert_eq!(call(&loaded, 0), 42);
}

#[test]
fn a_symbol_that_nobody_defines_is_named() {
    let error = Jit::global().expect("supported").load(&object(CALLER), &[]).err();
    assert_eq!(error, Some(CodegenError::UndefinedSymbols(vec!["given".into()])));
}

#[test]
fn bytes_that_are_no_object_are_an_error() {
    let jit = Jit::global().expect("supported");
    assert!(matches!(jit.load(b"not an object", &[]), Err(CodegenError::Load(_))));
    let whole = object(CALLER);
    assert!(jit.load(&whole[..whole.len() / 2], &[("given".into(), forty as *const ())]).is_err());
}

#[test]
fn math_and_constants_are_reached_from_far_away() {
    let loaded = load(
        "declare double @tanh(double)
         declare i64 @numlir_gcd_i64(i64, i64)
         @table = constant [4 x i64] [i64 3, i64 5, i64 7, i64 11]
         define i64 @entry(i64 %x) {
           %p = getelementptr i64, ptr @table, i64 %x %v = load i64, ptr %p
           %f = sitofp i64 %v to double %t = call double @tanh(double %f)
           %s = fmul double %t, 1.0e6 %i = fptosi double %s to i64
           %g = call i64 @numlir_gcd_i64(i64 %i, i64 4) %r = add i64 %i, %g ret i64 %r }",
    );
    // tanh(3) = 0.99505475..., and gcd(995054, 4) = 2.
    assert_eq!(call(&loaded, 0), 995_054 + 2);
}

#[test]
fn the_same_names_in_two_objects_do_not_clash() {
    let program = |value: i64| format!("define i64 @entry(i64 %x) {{ %y = add i64 %x, {value} ret i64 %y }}");
    let (first, second) = (load(&program(1)), load(&program(2)));
    assert_eq!((call(&first, 10), call(&second, 10)), (11, 12));
    drop(first);
    assert_eq!(call(&second, 20), 22);
}

/// Pages of memory that the process holds.
#[cfg(target_os = "linux")]
fn resident_pages() -> usize {
    let text = fs::read_to_string("/proc/self/statm").expect("Linux tells");
    text.split_whitespace().nth(1).and_then(|pages| pages.parse().ok()).expect("the second number")
}

#[cfg(target_os = "linux")]
#[test]
fn dropped_code_is_freed() {
    let jit = Jit::global().expect("supported");
    let bytes = object("define i64 @entry(i64 %x) { ret i64 %x }");
    let round = || (0..2_000).for_each(|_| drop(jit.load(&bytes, &[]).expect("links")));
    // Each object takes at least one page. Tests beside this one take memory too, but not in every round.
    let growth = |_| {
        let before = resident_pages();
        round();
        resident_pages().saturating_sub(before)
    };
    let grown: Vec<usize> = (0..6).map(growth).collect();
    assert!(grown.iter().any(|pages| *pages < 1_000), "{grown:?}");
}

#[test]
fn eight_threads_compile_link_and_run_at_once() {
    thread::scope(|scope| {
        for thread in 0..8i64 {
            scope.spawn(move || {
                for round in 0..10 {
                    let added = thread * 100 + round;
                    let text = format!(
                        "declare double @sqrt(double)
                         define i64 @entry(i64 %x) {{ %f = sitofp i64 %x to double %s = call double @sqrt(double %f)
                           %i = fptosi double %s to i64 %y = add i64 %i, {added} ret i64 %y }}"
                    );
                    assert_eq!(call(&load(&text), 144), 12 + added);
                }
            });
        }
    });
}
