//! Numbers of 16 bits, against one another: a value is its own, and between two the nearest one is taken.

use numlir::runtime::half::{from_f64, to_f64};

#[test]
fn every_number_is_its_own() {
    for bits in 0..=u16::MAX {
        let value = to_f64(bits);
        assert!(value.is_nan() || from_f64(value) == bits, "{bits:x}");
    }
}

#[test]
fn between_two_the_nearest_is_taken() {
    for bits in 0..0x7bff_u16 {
        let (low, high) = (to_f64(bits), to_f64(bits + 1));
        let middle = (low + high) / 2.0;
        assert_eq!(from_f64(middle), bits + (bits & 1));
        assert_eq!(from_f64(middle.next_down()), bits);
        assert_eq!(from_f64(middle.next_up()), bits + 1);
    }
    assert_eq!(from_f64(65519.9), 0x7bff);
    assert_eq!(from_f64(65520.0), 0x7c00);
}
