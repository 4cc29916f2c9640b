//! Which versions of the loops over rows there are.

use super::{
    Nest,
    part::{Equality, Stretch, compare},
};
use crate::{
    extent::{self, known},
    loops::is_foldable,
    lower_maps::all,
};
use numlir_dialects::{Builder, Value, types::Layout};

/// How a loop over a row reads arrays.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The elements of each row are neighbours; of one input, one serves for all.
    Unit { stretched: Option<usize> },
    /// They are, or one serves for all.
    Masked,
    /// They are known to be so near one another, forwards or backwards, that vectors read whole lines of memory and choose among
    /// them; of no input one serves for all.
    Near,
    /// Any distance apart; of one input, one serves for all.
    Strided { stretched: Option<usize> },
    /// Any distance apart, or one serves for all.
    General,
}

impl Way {
    /// Whether the elements of a row are neighbours, where one does not serve for all.
    pub fn is_unit(self) -> bool {
        matches!(self, Self::Unit { .. } | Self::Masked)
    }
}

/// What LLVM is told of a version's loops over rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// They matter.
    Often,
    /// They are seldom run.
    Seldom,
    /// They are seldom run, and vectors take what there is, lanes that find none being off: no loop is needed for what is left over.
    Folded,
}

/// A version of the loops over rows.
pub struct Version<'c> {
    pub condition: Option<Value<'c>>,
    pub way: Way,
    pub cost: Cost,
}

/// Of at most so many inputs that may be stretched each has a version where it alone is.
const MOST_ALONE: usize = 4;

impl<'c> Nest<'c> {
    /// The versions of the loop over a row; the first whose condition holds is taken, the last has none.
    pub fn versions(&self, builder: &Builder<'c>, inner: usize, unless_flat: bool) -> Vec<Version<'c>> {
        let plain = Way::Unit { stretched: None };
        let version = |condition, way, cost| Version { condition, way, cost };
        let of = |often: bool| if often { Cost::Often } else { Cost::Seldom };
        let not = |condition| builder.binary("arith.xori", condition, builder.constant_bool(true));
        let any = |conditions: &mut dyn Iterator<Item = Value<'c>>| {
            conditions.reduce(|one, other| builder.binary("arith.ori", one, other))
        };
        let stretched: Vec<(usize, Value<'c>)> = (0..self.inputs.len())
            .filter_map(|index| match self.part(index)?.stretch[inner] {
                Stretch::If(condition) => Some((index, condition)),
                _ => None,
            })
            .collect();
        let is_line = self.rank() == 1;
        let none = || any(&mut stretched.iter().map(|(_, condition)| *condition)).map(not);
        match self.unit_conditions(builder, inner, None) {
            None if self.is_near(builder, inner) => {
                let mut versions = vec![version(none(), Way::Near, of(!unless_flat || is_line))];
                if !stretched.is_empty() {
                    versions.push(version(None, Way::General, Cost::Seldom));
                }
                return versions;
            }
            None => return self.any_distance(builder, &stretched, of(!unless_flat || is_line)),
            // Of one axis, what is unit is flat.
            Some(conditions) if !conditions.is_empty() && unless_flat && is_line => {
                return self.any_distance(builder, &stretched, Cost::Often);
            }
            Some(conditions) if !conditions.is_empty() => {
                let condition = all(builder, conditions.into_iter().chain(none()));
                let mut versions = vec![version(condition, plain, Cost::Often)];
                // Of one axis, what is stretched is a number.
                for (index, condition) in
                    stretched.iter().filter(|_| !is_line && (stretched.len() < 2 || self.is_pair()))
                {
                    if let Some(conditions) = self.unit_conditions(builder, inner, Some(*index)) {
                        let condition = all(builder, conditions.into_iter().chain([*condition]));
                        versions.push(version(condition, Way::Unit { stretched: Some(*index) }, Cost::Often));
                    }
                }
                if !is_line && stretched.len() > 1 && !self.is_pair() {
                    let condition = self.masked_condition(builder, inner);
                    versions.push(version(condition, Way::Masked, Cost::Seldom));
                }
                versions.extend(self.any_distance(builder, &stretched, of(is_line)));
                return versions;
            }
            Some(_) => {}
        }
        if is_line && unless_flat {
            // What is not stretched is flat.
            let alone = |one| Way::Unit { stretched: Some(one) };
            return match stretched[..] {
                [] => vec![version(None, plain, Cost::Often)],
                [(one, _)] => vec![version(None, alone(one), Cost::Seldom)],
                [(one, condition), (other, _)] if self.is_pair() => {
                    vec![version(Some(condition), alone(one), Cost::Seldom), version(None, alone(other), Cost::Seldom)]
                }
                _ => vec![version(None, Way::Masked, Cost::Seldom)],
            };
        }
        // Of a pair at most one is stretched, of one no other; else several may be.
        let is_sure = stretched.len() < 2 || self.is_pair();
        let mut versions = Vec::new();
        if is_sure || (!is_line && stretched.len() <= MOST_ALONE) {
            for (index, condition) in &stretched {
                let others = stretched.iter().filter(|(other, _)| other != index).map(|(_, condition)| *condition);
                let others = any(&mut others.into_iter()).filter(|_| !is_sure).map(not);
                let condition = all(builder, [*condition].into_iter().chain(others));
                versions.push(version(condition, Way::Unit { stretched: Some(*index) }, Cost::Often));
            }
        }
        if is_sure {
            versions.push(version(None, plain, Cost::Often));
            return versions;
        }
        // Without gaps, what is not stretched is flat.
        if !unless_flat || self.may_have_gaps() {
            versions.push(version(none(), plain, Cost::Often));
        }
        versions.push(version(None, Way::Masked, if is_line { Cost::Seldom } else { self.masked_cost() }));
        versions
    }

    /// The versions for rows whose elements are any distance apart. Where it is known of which inputs one element serves for all, what is known of
    /// the others' distances is used.
    fn any_distance(&self, builder: &Builder<'c>, stretched: &[(usize, Value<'c>)], cost: Cost) -> Vec<Version<'c>> {
        let general = |cost| Version { condition: None, way: Way::General, cost };
        let conditions = stretched.iter().map(|(_, condition)| *condition);
        let Some(any) = conditions.reduce(|one, other| builder.binary("arith.ori", one, other)) else {
            return vec![general(cost)];
        };
        let none = builder.binary("arith.xori", any, builder.constant_bool(true));
        let mut versions = vec![Version { condition: Some(none), way: Way::Strided { stretched: None }, cost }];
        // Of one axis, what is stretched is a number.
        if self.rank() > 1 && (stretched.len() < 2 || self.is_pair()) {
            versions.extend(stretched.iter().map(|(index, condition)| {
                let way = Way::Strided { stretched: Some(*index) };
                Version { condition: Some(*condition), way, cost }
            }));
            // At most one is.
            versions.last_mut().expect("one version at least").condition = None;
            return versions;
        }
        versions.push(general(Cost::Seldom));
        versions
    }

    fn masked_cost(&self) -> Cost {
        if self.is_foldable() { Cost::Folded } else { Cost::Seldom }
    }

    /// Whether it is known how far apart the elements of a row of each array are, and that is not far.
    fn is_near(&self, builder: &Builder<'c>, inner: usize) -> bool {
        const FARTHEST: i64 = 4;
        self.all_parts().filter(|part| part.stretch[inner] != Stretch::Always).all(|part| {
            let size = i64::from(part.ty.element.size());
            let stride = known(extent::stride(builder, part.array, part.axis(inner)));
            stride.is_some_and(|stride| stride.abs() <= FARTHEST * size)
        })
    }

    /// Whether a vector can compute the body at some of its places alone.
    pub(super) fn is_foldable(&self) -> bool {
        self.body.as_ref().is_none_or(|body| is_foldable(body.block))
    }

    /// Whether two arrays alone make the shape, so that at most one of them is stretched on an axis.
    fn is_pair(&self) -> bool {
        self.is_exact && self.parts().count() == 2
    }

    /// Whether rows of an array may lie apart.
    fn may_have_gaps(&self) -> bool {
        self.all_parts().any(|part| part.ty.layout == Layout::Any)
    }

    /// Whether the elements of each row are neighbours, or one serves for all, where neither is known before; `None` where it is.
    fn masked_condition(&self, builder: &Builder<'c>, inner: usize) -> Option<Value<'c>> {
        let parts = self.all_parts().filter(|part| part.stretch[inner] != Stretch::Always && !part.is_unit(inner));
        let conditions: Vec<_> = parts
            .filter_map(|part| {
                let size = builder.constant_i64(part.ty.element.size().into());
                let stride = extent::stride(builder, part.array, part.axis(inner));
                let Equality::If(neighbours) = compare(builder, stride, size) else { return None };
                Some(match part.stretch[inner] {
                    Stretch::If(stretched) => builder.binary("arith.ori", stretched, neighbours),
                    _ => neighbours,
                })
            })
            .collect();
        all(builder, conditions)
    }

    /// What has to hold at run time for the elements of each row to be neighbours, but for those of an input of which one serves
    /// for all; `None` where they never are.
    fn unit_conditions(&self, builder: &Builder<'c>, inner: usize, stretched: Option<usize>) -> Option<Vec<Value<'c>>> {
        let mut conditions = Vec::new();
        let inputs = (0..self.inputs.len()).filter(|index| stretched != Some(*index));
        for part in inputs.filter_map(|index| self.part(index)).chain([&self.destination]) {
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
