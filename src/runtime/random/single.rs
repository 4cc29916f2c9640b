//! Distributions in single precision, which only `numpy.random.Generator` has.

use super::{
    source::Source,
    ziggurat::{
        EXPONENTIAL_F_SINGLE, EXPONENTIAL_K_SINGLE, EXPONENTIAL_W_SINGLE, NORMAL_F_SINGLE, NORMAL_K_SINGLE,
        NORMAL_W_SINGLE,
    },
};

pub fn standard_normal(source: &mut impl Source) -> f32 {
    const TAIL: f32 = 3.654_152_9;
    const INVERSE: f32 = 0.273_661_23;
    loop {
        let bits = source.next_u32();
        let index = (bits & 0xff) as usize;
        let size = (bits >> 9) & 0x007f_ffff;
        let mut x = size as f32 * NORMAL_W_SINGLE[index];
        if (bits >> 8) & 1 != 0 {
            x = -x;
        }
        if size < NORMAL_K_SINGLE[index] {
            return x;
        }
        if index == 0 {
            loop {
                let across = -INVERSE * (-source.next_single()).ln_1p();
                let up = -(-source.next_single()).ln_1p();
                if up + up > across * across {
                    return if (size >> 8) & 1 != 0 { -(TAIL + across) } else { TAIL + across };
                }
            }
        }
        let step = NORMAL_F_SINGLE[index - 1] - NORMAL_F_SINGLE[index];
        let height = step * source.next_single() + NORMAL_F_SINGLE[index];
        // NumPy compares in double precision here.
        if f64::from(height) < (-0.5 * f64::from(x) * f64::from(x)).exp() {
            return x;
        }
    }
}

pub fn standard_exponential(source: &mut impl Source) -> f32 {
    const TAIL: f32 = 7.697_117_3;
    loop {
        let mut bits = source.next_u32() >> 1;
        let index = (bits & 0xff) as usize;
        bits >>= 8;
        let x = bits as f32 * EXPONENTIAL_W_SINGLE[index];
        if bits < EXPONENTIAL_K_SINGLE[index] {
            return x;
        }
        if index == 0 {
            return TAIL - (-source.next_single()).ln_1p();
        }
        let step = EXPONENTIAL_F_SINGLE[index - 1] - EXPONENTIAL_F_SINGLE[index];
        if step * source.next_single() + EXPONENTIAL_F_SINGLE[index] < (-x).exp() {
            return x;
        }
    }
}

pub fn standard_gamma(source: &mut impl Source, shape: f32) -> f32 {
    if shape == 1.0 {
        return standard_exponential(source);
    }
    if shape == 0.0 {
        return 0.0;
    }
    if shape < 1.0 {
        loop {
            let u = source.next_single();
            let v = standard_exponential(source);
            if u <= 1.0 - shape {
                let x = u.powf(1.0 / shape);
                if x <= v {
                    return x;
                }
            } else {
                let y = -((1.0 - u) / shape).ln();
                let x = (1.0 - shape + shape * y).powf(1.0 / shape);
                if x <= v + y {
                    return x;
                }
            }
        }
    }
    let b = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * b).sqrt();
    loop {
        let (mut x, mut v);
        loop {
            x = standard_normal(source);
            v = 1.0 + c * x;
            if v > 0.0 {
                break;
            }
        }
        v = v * v * v;
        let u = source.next_single();
        if u < 1.0 - 0.0331 * (x * x) * (x * x) || u.ln() < 0.5 * x * x + b * (1.0 - v + v.ln()) {
            return b * v;
        }
    }
}
