//! NumPy's dates and spans of time: `datetime64` and `timedelta64` of every unit.
//!
//! Types: which operations there are and of what (`rules.rs`), and which units go together (`units.rs`). Code: what they compute
//! (`kernels.rs`), conversions (`convert.rs`) with the calendar in them (`calendar.rs`), and dates that are written as text
//! (`literal.rs`). In code a date is an `i64`, the smallest of which is NaT; all code is arithmetic without calls, so that maps over dates
//! vectorise. Checked against NumPy in `tests/test_dates.py`.

mod calendar;
mod convert;
mod kernels;
mod literal;
mod rules;
mod units;

pub use convert::convert;
pub use kernels::compute;
pub use literal::parse;
pub use rules::{Rule, common_of_all, function_of, resolve};
pub use units::{can_cast, common, convertible, storable};
