//! Integer math. Results wrap around as machine integers do, except where a function says otherwise.

/// `base ** exponent` by squaring, modulo 2⁶⁴.
///
/// A negative exponent gives what the true quotient truncates to: 0 unless the base is 1 or -1. For base 0, where
/// Python raises, the result is 0.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_pow_i64(base: i64, exponent: i64) -> i64 {
    match (u64::try_from(exponent), base) {
        (Ok(exponent), _) => numlir_pow_u64(base as u64, exponent) as i64,
        (Err(_), 1) => 1,
        (Err(_), -1) => 1 - 2 * (exponent & 1),
        (Err(_), _) => 0,
    }
}

/// `base ** exponent` by squaring, modulo 2⁶⁴.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_pow_u64(mut base: u64, mut exponent: u64) -> u64 {
    let mut power = 1u64;
    while exponent != 0 {
        if exponent & 1 == 1 {
            power = power.wrapping_mul(base);
        }
        base = base.wrapping_mul(base);
        exponent >>= 1;
    }
    power
}

/// `pow(base, exponent, modulus)` as Python has it: the result has the sign of the modulus, and a negative exponent
/// raises the inverse.
///
/// Where Python raises, because there is no inverse or the modulus is 0, the result is -2⁶³, which no remainder is.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_powmod_i64(base: i64, exponent: i64, modulus: i64) -> i64 {
    let size = i128::from(modulus).abs();
    if size == 0 {
        return i64::MIN;
    }
    let mut square = i128::from(base).rem_euclid(size);
    if exponent < 0 {
        match inverse(square, size) {
            Some(inverse) => square = inverse,
            None => return i64::MIN,
        }
    }
    let mut power = 1 % size;
    let mut rest = exponent.unsigned_abs();
    while rest != 0 {
        if rest & 1 == 1 {
            power = power * square % size;
        }
        square = square * square % size;
        rest >>= 1;
    }
    // From the least remainder that is not negative to the one with the modulus's sign.
    (if modulus < 0 && power != 0 { power - size } else { power }) as i64
}

/// What times `value` leaves 1 modulo `modulus`, by Euclid's algorithm.
fn inverse(value: i128, modulus: i128) -> Option<i128> {
    let (mut remainder, mut next_remainder) = (modulus, value);
    let (mut factor, mut next_factor) = (0, 1);
    while next_remainder != 0 {
        let quotient = remainder / next_remainder;
        (remainder, next_remainder) = (next_remainder, remainder - quotient * next_remainder);
        (factor, next_factor) = (next_factor, factor - quotient * next_factor);
    }
    (remainder == 1).then(|| factor.rem_euclid(modulus))
}

/// The greatest common divisor, never negative but for the one that does not fit: gcd(-2⁶³, 0) wraps.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_gcd_i64(left: i64, right: i64) -> i64 {
    numlir_gcd_u64(left.unsigned_abs(), right.unsigned_abs()) as i64
}

/// The greatest common divisor, by Stein's algorithm; gcd(0, 0) is 0.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_gcd_u64(mut left: u64, mut right: u64) -> u64 {
    if left == 0 || right == 0 {
        return left | right;
    }
    let twos = (left | right).trailing_zeros();
    left >>= left.trailing_zeros();
    while right != 0 {
        right >>= right.trailing_zeros();
        (left, right) = (left.min(right), left.abs_diff(right));
    }
    left << twos
}

/// The least common multiple, never negative as long as it fits 63 bits.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_lcm_i64(left: i64, right: i64) -> i64 {
    numlir_lcm_u64(left.unsigned_abs(), right.unsigned_abs()) as i64
}

/// The least common multiple; 0 if either is 0.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_lcm_u64(left: u64, right: u64) -> u64 {
    if left == 0 || right == 0 {
        return 0;
    }
    (left / numlir_gcd_u64(left, right)).wrapping_mul(right)
}

/// The greatest integer whose square is at most `value`, or -1 where Python raises, for a negative one.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_isqrt_i64(value: i64) -> i64 {
    value.checked_isqrt().unwrap_or(-1)
}

/// `n!`, or -1 where it does not fit (n > 20) or Python raises (n < 0).
#[unsafe(no_mangle)]
pub extern "C" fn numlir_factorial_i64(n: i64) -> i64 {
    if n < 0 { -1 } else { numlir_perm_i64(n, n) }
}

/// How many ways there are to choose `k` of `n` things in order: 0 for k > n, -1 where the number does not fit or
/// Python raises (an argument is negative).
#[unsafe(no_mangle)]
pub extern "C" fn numlir_perm_i64(n: i64, k: i64) -> i64 {
    if n < 0 || k < 0 {
        return -1;
    }
    if k > n {
        return 0;
    }
    (0..k).try_fold(1i64, |product, index| product.checked_mul(n - index)).unwrap_or(-1)
}

/// How many ways there are to choose `k` of `n` things: 0 for k > n, -1 where the number does not fit or Python
/// raises (an argument is negative).
#[unsafe(no_mangle)]
pub extern "C" fn numlir_comb_i64(n: i64, k: i64) -> i64 {
    if n < 0 || k < 0 {
        return -1;
    }
    if k > n {
        return 0;
    }
    // Each step's quotient is a binomial itself, thus exact, and only grows: past 63 bits it stays there.
    let combinations = (0..k.min(n - k)).try_fold(1i128, |product, index| {
        let next = product * i128::from(n - index) / i128::from(index + 1);
        (next <= i128::from(i64::MAX)).then_some(next)
    });
    combinations.map_or(-1, |value| value as i64)
}
