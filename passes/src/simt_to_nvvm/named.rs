//! What devices call functions of C and of the runtime.

/// Functions of the runtime that a device needs where it makes arrays.
pub(super) const ALLOCATE: &str = "numlir_allocate";
pub(super) const COUNTING: &[&str] = &["numlir_retain", "numlir_release"];

/// Functions of the runtime that do nothing on a device.
pub(super) const NOTING: &[&str] = &["numlir_frame", "numlir_note_value"];

/// What devices call one of C's math functions, or of the runtime's helpers: libdevice's name, or the same.
pub fn device_function(name: &str) -> Option<String> {
    const FUNCTIONS: &[&str] = &[
        "acos",
        "acosh",
        "asin",
        "asinh",
        "atan",
        "atan2",
        "atanh",
        "cbrt",
        "ceil",
        "copysign",
        "cos",
        "cosh",
        "erf",
        "erfc",
        "exp",
        "exp10",
        "exp2",
        "expm1",
        "fabs",
        "fdim",
        "floor",
        "fma",
        "fmax",
        "fmin",
        "fmod",
        "hypot",
        "ilogb",
        "ldexp",
        "lgamma",
        "log",
        "log10",
        "log1p",
        "log2",
        "logb",
        "nearbyint",
        "nextafter",
        "pow",
        "remainder",
        "rint",
        "round",
        "sin",
        "sinh",
        "sqrt",
        "tan",
        "tanh",
        "tgamma",
        "trunc",
    ];
    /// Helpers of the runtime that code generation has for devices too.
    const HELPERS: &[&str] = &[
        "numlir_abs_c128",
        "numlir_abs_c64",
        "numlir_blas_dot",
        "numlir_blas_dot_single",
        "numlir_div_c128",
        "numlir_div_c64",
        "numlir_floordiv_f32",
        "numlir_floordiv_f64",
        "numlir_gcd_i64",
        "numlir_gcd_u64",
        "numlir_mod_f32",
        "numlir_mod_f64",
        "numlir_pow_i64",
        "numlir_pow_u64",
    ];
    /// Of complex numbers.
    const COMPLEX: &[&str] = &[
        "acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "cosh", "exp", "log", "pow", "sin", "sinh", "sqrt",
        "tan", "tanh",
    ];
    let plain = name.strip_prefix("numlir_").unwrap_or(name);
    let of_complex = plain.strip_suffix("_c128").or_else(|| plain.strip_suffix("_c64"));
    if HELPERS.contains(&name) || of_complex.is_some_and(|name| COMPLEX.contains(&name)) {
        return Some(name.to_owned());
    }
    let is = |name: &str| FUNCTIONS.contains(&name);
    (is(name) || name.strip_suffix('f').is_some_and(is)).then(|| format!("__nv_{name}"))
}
