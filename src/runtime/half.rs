//! Numbers of 16 bits, which Rust has no type for.

/// The value of a `float16`.
pub fn to_f64(bits: u16) -> f64 {
    let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    sign * match exponent {
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        0 => fraction * 2_f64.powi(-24),
        _ => (1024.0 + fraction) * 2_f64.powi(exponent - 25),
    }
}

/// The nearest `float16`, that with an even last bit of two.
pub fn from_f64(value: f64) -> u16 {
    let sign = (value.to_bits() >> 48) as u16 & 0x8000;
    let size = value.abs();
    if size.is_nan() {
        return sign | 0x7e00;
    }
    // Halfway between the largest number and the next power of two.
    if size >= 65520.0 {
        return sign | 0x7c00;
    }
    // Multiples of the distance of numbers of this size: at most 2048, which carries into the exponent.
    let exponent = ((size.to_bits() >> 52) as i32 - 1023).max(-14);
    let steps = (size * 2_f64.powi(10 - exponent)).round_ties_even() as u16;
    sign | ((((exponent + 14) as u16) << 10) + steps)
}
