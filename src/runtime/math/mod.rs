//! Math that libm lacks or does differently, named `numlir_<function>_<type>`.
//!
//! The functions are total: where Python raises, compiled code checks first, and the value given here for such
//! arguments is the one NumPy gives, or stated with the function.

pub mod complex;
pub mod float;
pub mod integer;
