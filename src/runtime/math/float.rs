//! Real math as Python defines it. Signs are looked at by their bits: comparisons of NaNs would raise floating-point flags, which
//! users of ufuncs are told of.

/// `left // right` for floats: CPython's `float_floor_div`, signs and zeros included.
///
/// For `right == 0`, where Python raises, the result is NumPy's: an infinity, or NaN for 0 and NaN.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_floordiv_f64(left: f64, right: f64) -> f64 {
    if right == 0.0 {
        return left / right;
    }
    let remainder = left % right;
    let mut quotient = (left - remainder) / right;
    if remainder != 0.0 && right.is_sign_negative() != remainder.is_sign_negative() {
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return 0.0f64.copysign(left / right);
    }
    let floor = quotient.floor();
    if quotient - floor > 0.5 { floor + 1.0 } else { floor }
}

/// `left % right` for floats: CPython's `float_rem`. The result has the sign of `right`, a zero too.
///
/// For `right == 0`, where Python raises, the result is NaN.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_mod_f64(left: f64, right: f64) -> f64 {
    let remainder = left % right;
    if remainder == 0.0 {
        return 0.0f64.copysign(right);
    }
    if right.is_sign_negative() != remainder.is_sign_negative() { remainder + right } else { remainder }
}

/// `left // right` in single precision, as NumPy computes it.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_floordiv_f32(left: f32, right: f32) -> f32 {
    if right == 0.0 {
        return left / right;
    }
    let remainder = left % right;
    let mut quotient = (left - remainder) / right;
    if remainder != 0.0 && right.is_sign_negative() != remainder.is_sign_negative() {
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return 0.0f32.copysign(left / right);
    }
    let floor = quotient.floor();
    if quotient - floor > 0.5 { floor + 1.0 } else { floor }
}

/// `left % right` in single precision, as NumPy computes it.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_mod_f32(left: f32, right: f32) -> f32 {
    let remainder = left % right;
    if remainder == 0.0 {
        return 0.0f32.copysign(right);
    }
    if right.is_sign_negative() != remainder.is_sign_negative() { remainder + right } else { remainder }
}

/// `round(value, digits)`: the decimal with `digits` places nearest to the exact value, ties to even, as CPython's
/// correctly rounded conversions give it.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_round_f64(value: f64, digits: i64) -> f64 {
    // Powers of ten up to 10²² are doubles, and a quotient of two exact doubles is rounded correctly.
    const EXACT_POWER: i64 = 22;
    const EXACT_INTEGER: f64 = (1u64 << 52) as f64;
    if !value.is_finite() || value == 0.0 {
        return value;
    }
    if (0..=EXACT_POWER).contains(&digits) {
        let power = power_of_ten(digits);
        let scaled = value * power;
        // Below the second bound what the product leaves out may itself be too small for a double.
        if scaled.abs() < EXACT_INTEGER && value.abs() > 1e-200 {
            return nearest(scaled, value.mul_add(power, -scaled)) / power;
        }
    } else if (-EXACT_POWER..0).contains(&digits) {
        let power = power_of_ten(-digits);
        let scaled = value / power;
        if scaled.abs() < EXACT_INTEGER {
            return nearest(scaled, (-scaled).mul_add(power, value)) * power;
        }
    }
    round_by_digits(value, digits)
}

/// [`numlir_round_f64`] of the same value, rounded once more to single precision.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_round_f32(value: f32, digits: i64) -> f32 {
    numlir_round_f64(value.into(), digits) as f32
}

/// The distance from `value` to the next larger double in magnitude: `math.ulp`.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_ulp_f64(value: f64) -> f64 {
    let value = value.abs();
    if !value.is_finite() {
        return value;
    }
    let next = value.next_up();
    if next.is_infinite() { value - value.next_down() } else { next - value }
}

/// The integer nearest to `scaled` plus something too small to see but for its sign, `rest`; ties to even.
fn nearest(scaled: f64, rest: f64) -> f64 {
    let floor = scaled.floor();
    if scaled - floor != 0.5 || rest == 0.0 {
        return scaled.round_ties_even();
    }
    // Zero keeps the sign of what was rounded.
    (if rest > 0.0 { floor + 1.0 } else { floor }).copysign(scaled)
}

fn power_of_ten(exponent: i64) -> f64 {
    const POWERS: [f64; 23] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ];
    POWERS[exponent as usize]
}

/// Rounds through decimal text, for values and digits that double arithmetic cannot decide.
fn round_by_digits(value: f64, digits: i64) -> f64 {
    // No double has a digit beyond these places that could change it.
    if digits > 323 {
        return value;
    }
    if digits < -309 {
        return 0.0f64.copysign(value);
    }
    // Rust prints digits exactly rounded, ties to even, and reads them back exactly rounded.
    let text = if digits >= 0 {
        format!("{value:.*}", digits as usize)
    } else {
        // All the digits there are: no double has more than 767.
        let exact = format!("{:.766e}", value.abs());
        let (mantissa, exponent) = exact.split_once('e').unwrap_or((&exact, "0"));
        let places = exponent.parse::<i64>().unwrap_or(0) + digits;
        match places {
            0.. => format!("{value:.*e}", places as usize),
            // The unit to round to is ten times the leading digit's: half of it is a leading 5.
            -1 if mantissa.trim_end_matches('0') > "5." => {
                format!("{}1e{}", if value < 0.0 { "-" } else { "" }, -digits)
            }
            _ => return 0.0f64.copysign(value),
        }
    };
    // What Rust printed it can read.
    text.parse().unwrap_or(value)
}
