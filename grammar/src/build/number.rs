//! Number literals.

use super::{Builder, Result, trimmed};
use crate::{fault::Fault, parser::Pair, tree::Constant};

impl Builder<'_> {
    pub(super) fn number(&self, pair: &Pair) -> Result<Constant> {
        let digits: String = trimmed(pair).chars().filter(|&c| c != '_').collect();
        let (radix, body) = match digits.get(..2) {
            Some("0x" | "0X") => (16, &digits[2..]),
            Some("0o" | "0O") => (8, &digits[2..]),
            Some("0b" | "0B") => (2, &digits[2..]),
            _ => (10, &digits[..]),
        };
        if radix != 10 {
            return Ok(integer(body, radix, &digits));
        }
        if let Some(magnitude) = body.strip_suffix(['j', 'J']) {
            return Ok(Constant::Imaginary(float(magnitude)));
        }
        if body.contains(['.', 'e', 'E']) {
            return Ok(Constant::Float(float(body)));
        }
        if body.starts_with('0') && body.bytes().any(|digit| digit != b'0') {
            let message = "leading zeros in decimal integer literals are not permitted";
            let fault = Fault::new("invalid-number", self.span(pair), message);
            return Err(fault.help("use an 0o prefix for octal integers"));
        }
        Ok(integer(body, 10, &digits))
    }
}

fn integer(body: &str, radix: u32, digits: &str) -> Constant {
    match i128::from_str_radix(body, radix) {
        Ok(value) => Constant::Int(value),
        Err(_) => Constant::HugeInt(digits.to_owned()),
    }
}

fn float(text: &str) -> f64 {
    text.parse().expect("the grammar admits only digits, a point and an exponent")
}
