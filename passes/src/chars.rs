//! Elements that are text of a fixed width (NumPy's `S` and `U`): as values they are strings, in arrays they are code units.
//!
//! Reading an element makes a string without the zeros behind it, storing one cuts it off or fills it up with zeros. What moves from
//! array to array never becomes a string: an array of texts is an array of code units with one more axis.

use crate::{
    code::{Code, Operand},
    elementwise,
};
use numlir_dialects::{
    Value,
    chars::Chars,
    convert,
    types::{Array, Layout, Scalar, Type},
};
use smallvec::smallvec;

/// Whether texts of one width become those of another without being looked at.
pub fn movable(from: Chars, to: Chars) -> bool {
    to.wide || !from.wide
}

impl<'c> Code<'_, 'c> {
    /// The text in an array without axes, as a string.
    pub fn read_text(&self, place: Value<'c>, chars: Chars) -> Value<'c> {
        let [length, wide] = self.width(chars);
        self.make("numlir_chars_read", &[place, length, wide], &Scalar::Chars(chars).value())
    }

    /// Stores a string in the place where an array begins; ValueError where bytes cannot hold it.
    pub fn write_text(&self, place: Value<'c>, chars: Chars, string: Value<'c>) {
        let [length, wide] = self.width(chars);
        let failed =
            self.runtime("numlir_chars_write", &[place, length, wide, string], Some(self.builder.i1())).result(0);
        self.raise_if(failed, "ValueError", "'ascii' codec can't encode a character: ordinal not in range(128)");
    }

    fn width(&self, chars: Chars) -> [Value<'c>; 2] {
        [self.builder.constant_i64(chars.length.into()), self.builder.constant_bool(chars.wide)]
    }

    /// The element at positions, as a string.
    pub fn text_at(&self, array: Value<'c>, ty: &Array, chars: Chars, positions: &[Value<'c>]) -> Value<'c> {
        let place = Array { rank: 0, layout: Layout::C, ..*ty };
        if ty.rank == 0 {
            return self.read_text(array, chars);
        }
        let place = convert::to_mlir(self.builder.context, &Type::Array(place));
        let place = self.builder.op("nd.select").operand(array).operands(positions.iter().copied()).result(place);
        self.read_text(place.value(), chars)
    }

    /// The code units from one to another of each text of an array, on an axis behind its own.
    fn units(&self, array: Value<'c>, ty: &Array, chars: Chars, (from, to): (u32, u32)) -> (Value<'c>, Array) {
        let own = |number: u32| self.builder.constant_i64(number.into());
        let axes = || 0..ty.rank;
        let extents: Vec<_> = axes().map(|axis| self.dim(array, axis)).chain([own(to - from)]).collect();
        let strides: Vec<_> = axes().map(|axis| self.stride(array, axis)).chain([own(chars.unit())]).collect();
        let whole = (from, to) == (0, chars.length);
        let element = if chars.wide { Scalar::UInt32 } else { Scalar::UInt8 };
        let layout = if ty.rank == 0 || whole && ty.layout == Layout::C { Layout::C } else { Layout::Any };
        let aligned = ty.aligned || !chars.wide;
        let view = Array { element, rank: ty.rank + 1, layout, aligned, ..*ty };
        (self.view(array, own(from * chars.unit()), (&extents, &strides), &view), view)
    }
}

/// `a[...] = value` where the array holds texts: a string, or texts that are broadcast.
pub fn assign<'c>(code: &mut Code<'_, 'c>, destination: &Operand<'c>, value: &Operand<'c>) {
    let Type::Array(to) = destination.ty else { unreachable!("inference accepts only arrays") };
    let Some(chars) = to.element.chars() else { unreachable!("the array holds texts") };
    let target = destination.value();
    let operand =
        |(value, ty): (Value<'c>, Array)| Operand { ty: Type::Array(ty), constant: None, values: smallvec![value] };
    let (source, from, given) = match value.ty {
        Type::Array(from) => {
            let Some(given) = from.element.chars() else { unreachable!("texts hold texts") };
            (value.value(), from, given)
        }
        _ if to.rank == 0 => return code.write_text(target, chars, value.value()),
        _ => {
            // One text that is then broadcast.
            let one = Array { rank: 0, layout: Layout::C, readonly: false, aligned: true, ..to };
            let ty = convert::to_mlir(code.builder.context, &Type::Array(one));
            let made = code.builder.op("nd.create").result(ty).value();
            code.write_text(made, chars, value.value());
            (made, one, chars)
        }
    };
    let common = chars.length.min(given.length);
    let units = operand(code.units(target, &to, chars, (0, common)));
    let given = operand(code.units(source, &from, given, (0, common)));
    elementwise::assign(code, &units, &given);
    if common < chars.length {
        let rest = operand(code.units(target, &to, chars, (common, chars.length)));
        let zero = code.builder.constant_i64(0);
        let zero = Operand { ty: Type::INT64, constant: None, values: smallvec![zero] };
        elementwise::assign(code, &rest, &zero);
    }
}
