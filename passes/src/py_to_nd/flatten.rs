//! How many values of the `nd` stage stand for one Python value, and of which types.

use crate::code::{Code, Values};
use melior::ir::Type as MlirType;
use numlir_dialects::{Value, convert, instance, types::Type};

impl<'c> Code<'_, 'c> {
    /// The types of the values that stand for a value of this type.
    pub fn flat_types(&self, ty: &Type) -> Vec<MlirType<'c>> {
        let mut types = Vec::new();
        self.flatten(ty, &mut types);
        types
    }

    fn flatten(&self, ty: &Type, types: &mut Vec<MlirType<'c>>) {
        let index = self.builder.i64();
        match ty {
            Type::Scalar(scalar) => types.push(self.storage(*scalar)),
            Type::Str
            | Type::Bytes
            | Type::Array(_)
            | Type::List(_)
            | Type::Set(_)
            | Type::Instance { .. }
            | Type::Caught => {
                types.push(convert::to_mlir(self.builder.context, ty));
            }
            Type::Tuple(elements) | Type::Named { elements, .. } | Type::Slice(elements) => {
                elements.iter().for_each(|element| self.flatten(element, types))
            }
            // which of them, then what each captures
            Type::Choice(functions) => {
                types.push(index);
                functions.iter().for_each(|function| self.flatten(function, types));
            }
            Type::Function { captures, .. } => captures.iter().for_each(|capture| self.flatten(capture, types)),
            Type::Method { object, .. } => self.flatten(object, types),
            Type::Generator | Type::Pointer(_) => types.push(index),
            // whether there is a value, and the value
            Type::Optional(of) => {
                types.push(self.builder.i1());
                self.flatten(of, types);
            }
            // start, stop, step
            Type::Range => types.extend([index; 3]),
            Type::Enumerate(over) => {
                types.push(index);
                self.flatten(over, types);
            }
            Type::Zip(over) => over.iter().for_each(|over| self.flatten(over, types)),
            Type::Flat(of) | Type::ElementViews(of) => self.flatten(of, types),
            Type::Iterator(over) => self.flatten_iterator(over, types),
            Type::None | Type::Undetermined(_) | Type::Builtin(_) | Type::Dtype(_) | Type::Exception(_) => {}
        }
    }

    fn flatten_iterator(&self, over: &Type, types: &mut Vec<MlirType<'c>>) {
        let index = self.builder.i64();
        match over {
            // the next element, the step, how many are left
            Type::Range => types.extend([index; 3]),
            // the number of the next element, then the iterator
            Type::Enumerate(over) => {
                types.push(index);
                self.flatten_iterator(over, types);
            }
            Type::Zip(over) => over.iter().for_each(|over| self.flatten_iterator(over, types)),
            // what is iterated over, then the position on each axis, and how many are left
            Type::Flat(of) | Type::ElementViews(of) => {
                self.flatten(of, types);
                types.extend(std::iter::repeat_n(index, rank(of) + 1));
            }
            // it knows itself where it is
            generator if instance::yielded(generator).is_some() => self.flatten(generator, types),
            // the set, the position, how many elements it had
            Type::Set(_) => {
                self.flatten(over, types);
                types.extend([index; 2]);
            }
            // what is iterated over, then the position
            other => {
                self.flatten(other, types);
                types.push(index);
            }
        }
    }
}

/// The number of axes of an array or a shape.
pub fn rank(ty: &Type) -> usize {
    match ty {
        Type::Array(array) => array.rank.into(),
        Type::Tuple(extents) => extents.len(),
        _ => 0,
    }
}

/// The values of each element of a tuple.
pub fn split<'c>(code: &Code<'_, 'c>, elements: &[Type], values: &[Value<'c>]) -> Vec<Values<'c>> {
    let mut rest = values;
    elements
        .iter()
        .map(|element| {
            let (first, others) = rest.split_at(code.flat_types(element).len());
            rest = others;
            first.iter().copied().collect()
        })
        .collect()
}
