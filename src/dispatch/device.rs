//! The parameters of a kernel's entry on a device, from the slots of the calling convention.

use numlir_dialects::types::{Layout, Scalar, Type};

/// A parameter: the bytes that begin at a bit of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    pub slot: usize,
    pub shift: u32,
}

/// The parameters of an entry whose arguments have these types: of an array its address and its extents, and its strides
/// where the layout does not say them; of a complex number its parts.
///
/// # Errors
/// The first type that has no form on a device.
pub fn parameters(types: &[Type]) -> Result<Vec<Parameter>, &Type> {
    let mut taken = Taken::default();
    types.iter().try_for_each(|ty| taken.add(ty))?;
    Ok(taken.parameters)
}

#[derive(Default)]
struct Taken {
    slots: usize,
    parameters: Vec<Parameter>,
}

impl Taken {
    fn words(&mut self, count: usize) {
        let words = (self.slots..self.slots + count).map(|slot| Parameter { slot, shift: 0 });
        self.parameters.extend(words);
        self.slots += count;
    }

    fn add<'types>(&mut self, ty: &'types Type) -> Result<(), &'types Type> {
        match ty {
            Type::None | Type::Builtin(_) | Type::Dtype(_) => {}
            Type::Function { captures, .. } if captures.is_empty() => {}
            Type::Scalar(Scalar::Complex64) => {
                self.parameters.push(Parameter { slot: self.slots, shift: 0 });
                self.parameters.push(Parameter { slot: self.slots, shift: 32 });
                self.slots += 1;
            }
            Type::Scalar(Scalar::Complex128) => self.words(2),
            Type::Scalar(_) => self.words(1),
            Type::Tuple(elements) | Type::Slice(elements) => elements.iter().try_for_each(|each| self.add(each))?,
            Type::Array(array) => {
                let rank = usize::from(array.rank);
                self.words(1);
                // No owner.
                self.slots += 1;
                self.words(rank);
                if array.layout == Layout::Any {
                    self.words(rank);
                } else {
                    self.slots += rank;
                }
            }
            _ => return Err(ty),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use numlir_dialects::types::Array;

    #[test]
    fn arrays_lose_owners_and_the_strides_that_their_layout_says() {
        let array =
            |layout| Type::Array(Array { element: Scalar::Float64, rank: 2, layout, readonly: false, aligned: true });
        let types = [array(Layout::C), Type::INT64, array(Layout::Any), Type::Scalar(Scalar::Complex64)];
        let found: Vec<_> = parameters(&types).unwrap().iter().map(|each| (each.slot, each.shift)).collect();
        let expected = [(0, 0), (2, 0), (3, 0), (6, 0), (7, 0), (9, 0), (10, 0), (11, 0), (12, 0), (13, 0), (13, 32)];
        assert_eq!(found, expected);
    }

    #[test]
    fn strings_have_no_form() {
        assert_eq!(parameters(&[Type::INT64, Type::Str]), Err(&Type::Str));
    }
}
