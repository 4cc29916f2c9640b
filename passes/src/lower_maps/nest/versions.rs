//! Which versions of the loops over rows there are.

use super::{
    Nest,
    part::{Equality, Stretch, compare},
};
use crate::{extent, lower_maps::all};
use numlir_dialects::{Builder, Value, types::Layout};

/// How a loop over a row reads arrays.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The elements of each row are neighbours; of one input, one serves for all.
    Unit { stretched: Option<usize> },
    /// They are, or one serves for all.
    Masked,
    /// Any distance apart.
    General,
}

/// A version of the loops over rows.
pub struct Version<'c> {
    pub condition: Option<Value<'c>>,
    pub way: Way,
    /// Whether it matters how fast it is.
    pub often: bool,
}

impl<'c> Nest<'c> {
    /// The versions of the loop over a row; the first whose condition holds is taken, the last has none.
    pub fn versions(&self, builder: &Builder<'c>, inner: usize, unless_flat: bool) -> Vec<Version<'c>> {
        let plain = Way::Unit { stretched: None };
        let last = |way, often| Version { condition: None, way, often };
        let not = |condition| builder.binary("arith.xori", condition, builder.constant_bool(true));
        let stretched: Vec<(usize, Value<'c>)> = (0..self.inputs.len())
            .filter_map(|index| match self.part(index)?.stretch[inner] {
                Stretch::If(condition) => Some((index, condition)),
                _ => None,
            })
            .collect();
        let none = || {
            let any = stretched.iter().map(|(_, condition)| *condition);
            any.reduce(|one, other| builder.binary("arith.ori", one, other)).map(not)
        };
        match self.unit_conditions(builder, inner) {
            None => vec![last(Way::General, !unless_flat)],
            // Of one axis, what is unit is flat.
            Some(conditions) if !conditions.is_empty() && unless_flat && self.rank() == 1 => {
                vec![last(Way::General, false)]
            }
            Some(conditions) if !conditions.is_empty() => {
                let condition = all(builder, conditions.into_iter().chain(none()));
                vec![Version { condition, way: plain, often: true }, last(Way::General, false)]
            }
            Some(_) => match stretched[..] {
                [] => vec![last(plain, true)],
                // Of one axis, what is not stretched is flat.
                [(one, _)] if unless_flat && self.rank() == 1 => {
                    vec![last(Way::Unit { stretched: Some(one) }, false)]
                }
                [(one, condition), (other, _)] if unless_flat && self.rank() == 1 && self.is_pair() => {
                    let way = Way::Unit { stretched: Some(one) };
                    let first = Version { condition: Some(condition), way, often: false };
                    vec![first, last(Way::Unit { stretched: Some(other) }, false)]
                }
                [(one, condition)] => {
                    let way = Way::Unit { stretched: Some(one) };
                    vec![Version { condition: Some(condition), way, often: true }, last(plain, true)]
                }
                [(one, first), (other, second)] if self.is_pair() => vec![
                    Version { condition: Some(first), way: Way::Unit { stretched: Some(one) }, often: true },
                    Version { condition: Some(second), way: Way::Unit { stretched: Some(other) }, often: true },
                    last(plain, true),
                ],
                // Without gaps, what is not stretched is flat.
                _ if unless_flat && (self.rank() == 1 || !self.may_have_gaps()) => vec![last(Way::Masked, false)],
                _ => vec![Version { condition: none(), way: plain, often: true }, last(Way::Masked, false)],
            },
        }
    }

    /// Whether two arrays alone make the shape, so that at most one of them is stretched on an axis.
    fn is_pair(&self) -> bool {
        self.is_exact && self.parts().count() == 2
    }

    /// Whether rows of an array may lie apart.
    fn may_have_gaps(&self) -> bool {
        self.all_parts().any(|part| part.ty.layout == Layout::Any)
    }

    /// What has to hold at run time for the elements of each row to be neighbours; `None` where they never are.
    fn unit_conditions(&self, builder: &Builder<'c>, inner: usize) -> Option<Vec<Value<'c>>> {
        let mut conditions = Vec::new();
        for part in self.all_parts() {
            if part.stretch[inner] == Stretch::Always || part.is_unit(inner) {
                continue;
            }
            let stride = extent::stride(builder, part.array, part.axis(inner));
            let size = builder.constant_i64(part.ty.element.size().into());
            match compare(builder, stride, size) {
                Equality::Always => {}
                Equality::Never => return None,
                Equality::If(neighbours) => conditions.push(neighbours),
            }
        }
        Some(conditions)
    }
}
