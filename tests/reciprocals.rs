//! Products with the reciprocals of `divide-by-constants`, compared with divisions.

use numlir_passes::divide_by_constants::{LARGEST_DIVISOR, Reciprocal};

/// Numbers that look random, from one that is repeated by.
fn numbers(seed: u64) -> impl Iterator<Item = u64> {
    std::iter::successors(Some(seed), |state| {
        Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407))
    })
    .map(|state| (state ^ (state >> 29)) >> (state >> 58))
}

#[test]
fn quotients_have_the_bits_of_a_division() {
    let divisors = [65535.0, 255.0, 3.0, 1e6, 0.1, 3.3, 1e-9, 4_294_967_295.0 / 8.0, 1.0 / 3.0, std::f64::consts::PI];
    let random = numbers(7).take(200).map(|bits| 1.0 + (bits as f64) * 2f64.powi(-40));
    let moderate = random.filter(|divisor| *divisor < LARGEST_DIVISOR);
    for divisor in divisors.into_iter().chain(moderate) {
        let Some(Reciprocal { high, low, is_enough }) = Reciprocal::of_f64(divisor) else { continue };
        for x in numbers(divisor.to_bits()).take(2000).map(|bits| bits as f64).chain([0.0]) {
            let mut quotient = x.mul_add(high, x * low);
            if !is_enough {
                quotient = (-quotient).mul_add(divisor, x).mul_add(high, quotient);
            }
            assert_eq!(quotient.to_bits(), (x / divisor).to_bits(), "{x} / {divisor}");
        }
    }
}

#[test]
fn quotients_of_32_bits_have_the_bits_of_a_division() {
    let random = numbers(9).take(200).map(|bits| 1.0 + (bits as f32) * 2f32.powi(-40));
    for divisor in [255.0, 65535.0, 3.0, 0.1, 1e-9, 7.7].into_iter().chain(random.filter(|divisor| *divisor < 1e9)) {
        let Some(Reciprocal { high, low, is_enough }) = Reciprocal::of_f32(divisor) else { continue };
        let (high, low) = (high as f32, low as f32);
        for x in numbers(divisor.to_bits().into()).take(2000).map(|bits| bits as f32).chain([0.0]) {
            let mut quotient = x.mul_add(high, x * low);
            if !is_enough {
                quotient = (-quotient).mul_add(divisor, x).mul_add(high, quotient);
            }
            assert_eq!(quotient.to_bits(), (x / divisor).to_bits(), "{x} / {divisor}");
        }
    }
}

#[test]
fn zeros_infinities_and_powers_of_two_are_left() {
    for divisor in [0.0, -3.0, f64::INFINITY, f64::NAN, 8.0, 1e300, 1e-300] {
        assert!(Reciprocal::of_f64(divisor).is_none(), "{divisor}");
    }
}
