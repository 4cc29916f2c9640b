//! Math that libm lacks, against what CPython 3.11 answers.

use numlir::runtime::{
    complex::{self, Complex, ComplexSingle},
    float::{
        numlir_floordiv_f32, numlir_floordiv_f64, numlir_mod_f32, numlir_mod_f64, numlir_round_f64, numlir_ulp_f64,
    },
    integer::{
        numlir_comb_i64, numlir_factorial_i64, numlir_gcd_i64, numlir_isqrt_i64, numlir_lcm_i64, numlir_perm_i64,
        numlir_pow_i64, numlir_pow_u64, numlir_powmod_i64,
    },
};

/// Equal as Python would print them: zeros by sign, NaN as NaN.
fn same(left: f64, right: f64) -> bool {
    left.to_bits() == right.to_bits() || left.is_nan() && right.is_nan()
}

#[test]
fn floor_division_and_modulo_are_pythons() {
    let cases = [
        (7.5, 2.0, 3.0, 1.5),
        (-7.5, 2.0, -4.0, 0.5),
        (7.5, -2.0, -4.0, -0.5),
        (-7.5, -2.0, 3.0, -1.5),
        (0.0, 3.0, 0.0, 0.0),
        (-0.0, 3.0, -0.0, 0.0),
        (0.0, -3.0, -0.0, -0.0),
        (6.0, -3.0, -2.0, -0.0),
        (-6.0, 3.0, -2.0, 0.0),
        (1.0, 0.1, 9.0, 0.09999999999999995),
        (-1.0, 0.1, -10.0, 5.551115123125783e-17),
        (1e+300, 1e-10, f64::INFINITY, 5.476641984772742e-11),
        (5e-324, -1.0, -1.0, -1.0),
        (f64::INFINITY, 2.0, f64::NAN, f64::NAN),
        (2.0, f64::INFINITY, 0.0, 2.0),
        (-2.0, f64::INFINITY, -1.0, f64::INFINITY),
        (2.0, f64::NEG_INFINITY, -1.0, f64::NEG_INFINITY),
        (1e+16, 3.0, 3333333333333333.0, 1.0),
        (0.3, 0.1, 2.0, 0.09999999999999998),
        (-1e-20, 3.0, -1.0, 3.0),
    ];
    for (left, right, quotient, remainder) in cases {
        let found = (numlir_floordiv_f64(left, right), numlir_mod_f64(left, right));
        assert!(same(found.0, quotient) && same(found.1, remainder), "divmod({left}, {right}) gave {found:?}");
    }
}

#[test]
fn division_by_zero_gives_what_numpy_gives() {
    assert_eq!(numlir_floordiv_f64(1.0, 0.0), f64::INFINITY);
    assert_eq!(numlir_floordiv_f64(1.0, -0.0), f64::NEG_INFINITY);
    assert!(numlir_floordiv_f64(0.0, 0.0).is_nan() && numlir_mod_f64(1.0, 0.0).is_nan());
    assert_eq!((numlir_floordiv_f32(-7.5, 2.0), numlir_mod_f32(-7.5, 2.0)), (-4.0, 0.5));
}

#[test]
fn rounding_to_digits_is_pythons() {
    let cases = [
        (2.675, 2, 2.67),
        (0.125, 2, 0.12),
        (0.375, 2, 0.38),
        (0.5, 0, 0.0),
        (1.5, 0, 2.0),
        (2.5, 0, 2.0),
        (-0.5, 0, -0.0),
        (-0.4, 0, -0.0),
        (1e+300, 5, 1e+300),
        (1.005, 2, 1.0),
        (5.015, 2, 5.01),
        (1234.5, -2, 1200.0),
        (1250.0, -2, 1200.0),
        (1350.0, -2, 1400.0),
        (51.0, -2, 100.0),
        (50.0, -2, 0.0),
        (49.9, -2, 0.0),
        (-51.0, -2, -100.0),
        (5e-324, 323, 0.0),
        (1.2345678901234568e-05, 20, 1.234567890123457e-05),
        (4503599627370495.5, 0, 4503599627370496.0),
        (9007199254740992.0, 1, 9007199254740992.0),
        (1.2345678901234568e+17, -3, 1.23456789012346e+17),
        (5e+25, -26, 1e+26),
        (5.000000000000001e+25, -26, 1e+26),
        (4.9e+25, -26, 0.0),
        (1e+308, -308, 1e+308),
        (1.7e+307, -307, 2e+307),
        (0.1, 25, 0.1),
        (0.30000000000000004, 16, 0.3),
        (f64::INFINITY, 3, f64::INFINITY),
        (-0.0, 2, -0.0),
        (2.5e-10, 10, 3e-10),
        (3.5e-10, 10, 3e-10),
        (6.123233995736766e-17, 20, 6.123e-17),
        (1.15, 1, 1.1),
        (1.25, 1, 1.2),
        (1.35, 1, 1.4),
        (-1.25, 1, -1.2),
        (1.1529215046068472e+18, -2, 1.1529215046068472e+18),
        (1e+22, -22, 1e+22),
        (1.5e+22, -22, 2e+22),
        (1e-210, 5, 0.0),
        (2.4580338977940384e+16, 3, 2.4580338977940384e+16),
        (5.903871311313933e+19, 12, 5.903871311313933e+19),
        (8.446499933308339e-07, 6, 1e-06),
        (5.5191713487143375, 12, 5.519171348714),
        (-0.08962934926018047, -5, -0.0),
        (-2.564132888753856, 4, -2.5641),
        (87521718471.86086, -1, 87521718470.0),
        (-0.9737716208221956, 5, -0.97377),
        (-4.410352679777794e+17, 4, -4.410352679777794e+17),
        (-6.807915752839236e+18, -6, -6.807915752839e+18),
        (-7224651632021.937, 6, -7224651632021.937),
        (-7.466015348994605e-07, -8, -0.0),
        (-0.5810872350097642, -3, -0.0),
        (744.8155308736037, 2, 744.82),
        (92295597790.01671, 12, 92295597790.01671),
        (-5904409709324143.0, -2, -5904409709324100.0),
        (933128.6246343908, 1, 933128.6),
        (-9568595.832408974, -3, -9569000.0),
        (87.15853116765902, -6, 0.0),
        (-3.362910255587237e+19, 11, -3.362910255587237e+19),
    ];
    for (value, digits, rounded) in cases {
        let found = numlir_round_f64(value, digits);
        assert!(same(found, rounded), "round({value:?}, {digits}) gave {found:?}, not {rounded:?}");
    }
}

#[test]
fn ulps_are_pythons() {
    for (value, ulp) in [
        (1.0, 2.220446049250313e-16),
        (0.0, 5e-324),
        (-3.5, 4.440892098500626e-16),
        (f64::MAX, 1.99584030953472e292),
        (f64::NEG_INFINITY, f64::INFINITY),
    ] {
        assert_eq!(numlir_ulp_f64(value), ulp);
    }
}

#[test]
fn integer_powers_wrap_and_truncate() {
    assert_eq!(numlir_pow_i64(-3, 5), -243);
    assert_eq!(numlir_pow_i64(2, 64), 0);
    assert_eq!(numlir_pow_i64(3, 41), 36_472_996_377_170_786_403_u128 as i64);
    assert_eq!([1, -1, 2, 0].map(|base| numlir_pow_i64(base, -3)), [1, -1, 0, 0]);
    assert_eq!(numlir_pow_i64(-1, -2), 1);
    assert_eq!(numlir_pow_u64(3, 40), 12_157_665_459_056_928_801);
}

#[test]
fn modular_powers_are_pythons() {
    let cases = [
        (3, 200, 7, 2),
        (-3, 5, 7, 2),
        (3, 5, -7, -2),
        (3, -2, 7, 4),
        (3, 0, 1, 0),
        (2, i64::MAX, i64::MAX, 128),
        (i64::MIN, 3, i64::MIN, 0),
        (7, 5, i64::MIN, 16_807 - i64::MAX - 1),
        (3, 41, -1_000_000_007, -140_186_451),
    ];
    for (base, exponent, modulus, result) in cases {
        assert_eq!(numlir_powmod_i64(base, exponent, modulus), result, "pow({base}, {exponent}, {modulus})");
    }
    assert_eq!([(4, -1, 6), (0, -1, 7), (1, 1, 0)].map(|(b, e, m)| numlir_powmod_i64(b, e, m)), [i64::MIN; 3]);
}

#[test]
fn divisors_and_multiples() {
    assert_eq!([(12, 18), (-12, 18), (0, -5), (0, 0)].map(|(a, b)| numlir_gcd_i64(a, b)), [6, 6, 5, 0]);
    assert_eq!([(4, 6), (-4, 6), (0, 5), (7, 7)].map(|(a, b)| numlir_lcm_i64(a, b)), [12, 12, 0, 7]);
}

#[test]
fn counts_and_roots() {
    let comb = [(5, 2), (62, 31), (66, 33), (10, 11), (0, 0), (61, 30), (67, 33), (-1, 0)];
    assert_eq!(
        comb.map(|(n, k)| numlir_comb_i64(n, k)),
        [10, 465_428_353_255_261_088, 7_219_428_434_016_265_740, 0, 1, 232_714_176_627_630_544, -1, -1]
    );
    let perm = [(5, 2), (20, 20), (10, 11), (3, 0), (21, 21), (3, -1)];
    assert_eq!(perm.map(|(n, k)| numlir_perm_i64(n, k)), [20, 2_432_902_008_176_640_000, 0, 1, -1, -1]);
    assert_eq!([0, 20, 21, -1].map(|n| numlir_factorial_i64(n)), [1, 2_432_902_008_176_640_000, -1, -1]);
    let roots = [0, 1, 15, 16, 1 << 62, i64::MAX, -1];
    assert_eq!(roots.map(|value| numlir_isqrt_i64(value)), [0, 1, 3, 4, 2_147_483_648, 3_037_000_499, -1]);
}

fn number((re, im): (f64, f64)) -> Complex {
    Complex { re, im }
}

/// Whether two complex numbers agree to 14 digits.
fn close(left: Complex, right: Complex) -> bool {
    let distance = (left.re - right.re).hypot(left.im - right.im);
    distance <= 1e-14 * right.re.hypot(right.im)
}

#[test]
fn complex_powers_are_pythons() {
    let cases = [
        ((2.0, 3.0), (1.5, -0.5), (7.5281057095957085, 8.280450103554852)),
        ((2.0, 3.0), (2.0, 0.0), (-5.0, 12.0)),
        ((2.0, 3.0), (-3.0, 0.0), (-0.020937642239417388, -0.004096495220755576)),
        ((2.0, 3.0), (0.0, 0.0), (1.0, 0.0)),
        ((0.0, 1.0), (0.0, 1.0), (0.20787957635076193, 0.0)),
        ((-1.0, 0.0), (0.5, 0.0), (6.123233995736766e-17, 1.0)),
        ((3.0, -4.0), (100.0, 0.0), (4.142651948233477e+68, 7.87772410833036e+69)),
        ((3.0, -4.0), (101.0, 0.0), (3.2753692017791285e+70, 2.1976111545698e+70)),
        ((0.0, 0.0), (2.0, 0.0), (0.0, 0.0)),
    ];
    for (base, exponent, result) in cases {
        let found = complex::power(number(base), number(exponent));
        assert!(close(found, number(result)), "{base:?} ** {exponent:?} gave {found:?}");
    }
    assert!(complex::power(number((0.0, 0.0)), number((-1.0, 0.0))).re.is_nan());
}

#[test]
fn complex_quotients_are_pythons() {
    let cases = [
        ((1.0, 2.0), (3.0, -4.0), (-0.2, 0.4)),
        ((1.0, 2.0), (-3.0, 4.0), (0.2, -0.4)),
        ((1e+300, 1e+300), (2e+300, 1e+300), (0.6, 0.2)),
        ((1.0, 2.0), (0.0, 1.0), (2.0, -1.0)),
        ((1.0, 2.0), (2.0, 0.0), (0.5, 1.0)),
    ];
    for (left, right, quotient) in cases {
        assert_eq!(complex::divide(number(left), number(right)), number(quotient), "{left:?} / {right:?}");
    }
    let by_zero = complex::divide(number((1.0, -1.0)), number((0.0, 0.0)));
    assert_eq!((by_zero.re, by_zero.im), (f64::INFINITY, f64::NEG_INFINITY));
}

type Function = unsafe extern "C" fn(*const Complex, *mut Complex);

#[test]
fn complex_functions_are_cmaths() {
    let cases: [(&str, Function, f64, f64); 15] = [
        ("exp", complex::numlir_exp_c128, 0.5386764903879439, -1.940367904689212),
        ("log", complex::numlir_log_c128, 0.3896624384004988, -1.0768549578753155),
        ("sqrt", complex::numlir_sqrt_c128, 1.0431879758757143, -0.6230900039413809),
        ("sin", complex::numlir_sin_c128, 1.2696978072048746, -1.298994538184445),
        ("cos", complex::numlir_cos_c128, 1.5074383508731426, 1.0941280057977618),
        ("tan", complex::numlir_tan_c128, 0.1420166553694803, -0.9648016035093661),
        ("sinh", complex::numlir_sinh_c128, 0.2029202516557784, -1.209428369457654),
        ("cosh", complex::numlir_cosh_c128, 0.3357562387321653, -0.7309395352315577),
        ("tanh", complex::numlir_tanh_c128, 1.4716284458736202, -0.3983751953569774),
        ("asin", complex::numlir_asin_c128, 0.4147526070737909, -1.1497994455842555),
        ("acos", complex::numlir_acos_c128, 1.1560437197211058, 1.1497994455842555),
        ("atan", complex::numlir_atan_c128, 1.13556447511185, -0.5747827145314895),
        ("asinh", complex::numlir_asinh_c128, 1.0331308903624445, -0.9636735189630229),
        ("acosh", complex::numlir_acosh_c128, 1.1497994455842555, -1.1560437197211058),
        ("atanh", complex::numlir_atanh_c128, 0.2362714084555249, -0.9984220549208925),
    ];
    for (name, function, re, im) in cases {
        let value = number((0.7, -1.3));
        let mut found = number((0.0, 0.0));
        // SAFETY: the functions read a value and write a result.
        unsafe { function(&raw const value, &raw mut found) };
        assert!(close(found, number((re, im))), "{name} gave {found:?}");
    }
}

#[test]
fn single_precision_is_computed_in_double() {
    let value = ComplexSingle { re: 0.7, im: -1.3 };
    let (mut found, mut wide) = (value, number((0.0, 0.0)));
    // SAFETY: all are complex numbers of the precision that the function takes.
    unsafe {
        complex::numlir_exp_c64(&raw const value, &raw mut found);
        complex::numlir_exp_c128(&Complex::from(value), &raw mut wide);
    }
    assert_eq!(found, wide.into());
}
