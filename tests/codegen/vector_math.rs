//! Loops that call math functions on whole vectors.
#![cfg(all(target_arch = "x86_64", target_os = "linux", target_env = "gnu"))]

use super::{load, optimised};
use numlir::codegen::{CodegenOptions, LlvmModule, optimise};

/// `result[i] = function(values[i])` for `n` doubles.
fn map(function: &str) -> String {
    format!(
        "declare double @{function}(double)
         define void @entry(ptr noalias %a, ptr noalias %b, i64 %n) {{
         start: br label %head
         head: %i = phi i64 [ 0, %start ], [ %next, %body ] %more = icmp slt i64 %i, %n
           br i1 %more, label %body, label %exit
         body: %p = getelementptr double, ptr %a, i64 %i %x = load double, ptr %p
           %y = call double @{function}(double %x) %q = getelementptr double, ptr %b, i64 %i
           store double %y, ptr %q %next = add i64 %i, 1 br label %head
         exit: ret void }}"
    )
}

#[test]
fn the_widest_version_of_this_machine_is_called() {
    let widest = match () {
        () if is_x86_feature_detected!("avx512f") => "_ZGVeN8v_exp",
        () if is_x86_feature_detected!("avx2") => "_ZGVdN4v_exp",
        () => "_ZGVbN2v_exp",
    };
    // Processors that slow down at full width are told to prefer the next one.
    let text = optimised(&map("exp")).ir_text();
    assert!(text.contains(&format!("@{widest}(")) || text.contains("@_ZGVdN4v_exp("), "{text}");
}

#[test]
fn without_vector_math_calls_stay_scalar() {
    let mut module = LlvmModule::parse(&map("exp")).expect("LLVM IR");
    optimise(&mut module, &CodegenOptions { vector_math: false, ..CodegenOptions::default() }).expect("optimises");
    assert!(!module.ir_text().contains("_ZGV"));
}

#[test]
fn loops_around_straight_code_vectorise_in_their_short_pipeline() {
    let mut module = LlvmModule::parse(&map("exp")).expect("LLVM IR");
    optimise(&mut module, &CodegenOptions { straight: true, ..CodegenOptions::default() }).expect("optimises");
    module.verify().expect("the passes leave a valid module");
    assert!(module.ir_text().contains("_ZGV"), "{}", module.ir_text());
}

/// Units in the last place between two doubles of one sign.
fn distance(left: f64, right: f64) -> u64 {
    if left == right || left.is_nan() && right.is_nan() {
        return 0;
    }
    left.to_bits().abs_diff(right.to_bits())
}

type Scalar = fn(f64) -> f64;

#[test]
fn vector_results_are_within_four_units_of_the_scalar_ones() {
    let functions: [(&str, Scalar, f64, f64); 17] = [
        ("exp", f64::exp, -700.0, 700.0),
        ("expm1", f64::exp_m1, -30.0, 700.0),
        ("exp2", f64::exp2, -1000.0, 1000.0),
        ("log", f64::ln, 1e-300, 1e300),
        ("log2", f64::log2, 1e-9, 1e9),
        ("log10", f64::log10, 1e-9, 1e9),
        ("log1p", f64::ln_1p, -0.99, 1e3),
        ("sin", f64::sin, -1e4, 1e4),
        ("cos", f64::cos, -1e4, 1e4),
        ("tan", f64::tan, -1e3, 1e3),
        ("asin", f64::asin, -1.0, 1.0),
        ("acos", f64::acos, -1.0, 1.0),
        ("atan", f64::atan, -1e6, 1e6),
        ("sinh", f64::sinh, -700.0, 700.0),
        ("cosh", f64::cosh, -700.0, 700.0),
        ("tanh", f64::tanh, -20.0, 20.0),
        ("cbrt", f64::cbrt, -1e9, 1e9),
    ];
    for (name, scalar, low, high) in functions {
        let mut values: Vec<f64> = (0..1_000).map(|step| low + (high - low) * f64::from(step) / 999.0).collect();
        values.extend([0.0, -0.0, 0.5, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 5e-324]);
        let mut results = vec![0.0; values.len()];
        let loaded = load(&map(name));
        let address = loaded.address("entry").expect("exported");
        // SAFETY: `map` defines `entry` with this signature, and both slices have the given length.
        unsafe {
            let entry: extern "C" fn(*const f64, *mut f64, usize) = std::mem::transmute(address);
            entry(values.as_ptr(), results.as_mut_ptr(), values.len());
        }
        for (value, result) in values.iter().zip(&results) {
            let expected = scalar(*value);
            assert!(distance(expected, *result) <= 4, "{name}({value}) = {result}, libm says {expected}");
        }
    }
}
