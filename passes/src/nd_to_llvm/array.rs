//! Operations on arrays, on the values that an array has become.

use super::{
    declare::Declarations,
    emit::Emit,
    function::Parts,
    signature::{array_type, complex_part},
};
use crate::{lower_maps::DETOUR, lower_raises::constant};
use melior::{
    dialect::llvm::r#type as llvm_type,
    ir::{
        Type, TypeLike,
        attribute::{DenseI64ArrayAttribute, FloatAttribute, IntegerAttribute},
    },
};
use numlir_dialects::{Operation, Value, build::integer_value, convert::is_array, types};
use smallvec::SmallVec;
use types::{Layout, Scalar};

/// From an owner to the data behind it, in bytes.
const DATA_BEHIND_OWNER: i32 = 64;
/// A size that no allocator has.
const TOO_MUCH: i64 = 1 << 62;

/// An array as values.
#[derive(Clone, Copy)]
pub struct Array<'c, 'p> {
    pub ty: types::Array,
    pub data: Value<'c>,
    pub owner: Value<'c>,
    pub extents: &'p [Value<'c>],
    /// Byte strides; empty where the layout says them.
    strides: &'p [Value<'c>],
}

impl<'c, 'p> Array<'c, 'p> {
    pub fn new(ty: types::Array, parts: &'p [Value<'c>]) -> Self {
        let (extents, strides) = parts[2..].split_at(ty.rank.into());
        Self { ty, data: parts[0], owner: parts[1], extents, strides }
    }

    /// The strides in bytes, of any layout.
    pub fn strides(&self, emit: &Emit<'c, '_>) -> SmallVec<[Value<'c>; 4]> {
        let rank = self.extents.len();
        if self.ty.layout == Layout::Any {
            return SmallVec::from_slice(self.strides);
        }
        let mut stride = emit.i64(self.ty.element.size().into());
        let mut strides: SmallVec<[_; 4]> = SmallVec::from_elem(stride, rank);
        let faster_first = |step: usize| if self.ty.layout == Layout::C { rank - 1 - step } else { step };
        for step in 1..rank {
            stride = emit.multiply(stride, self.extents[faster_first(step - 1)]);
            strides[faster_first(step)] = stride;
        }
        strides
    }

    pub fn alignment(&self) -> u32 {
        if self.ty.aligned { self.ty.element.alignment() } else { 1 }
    }

    fn element(&self, emit: &Emit<'c, '_>) -> Type<'c> {
        element_type(emit, self.ty.element)
    }

    /// The address at positions on the leading axes, as many as there are, and zero on the others.
    pub fn place(&self, emit: &Emit<'c, '_>, positions: &[Value<'c>]) -> Value<'c> {
        if positions.is_empty() {
            return self.data;
        }
        if self.ty.layout == Layout::Any {
            let terms = positions.iter().zip(self.strides);
            let terms = terms.map(|(position, stride)| emit.multiply(*position, *stride));
            let offset = terms.reduce(|one, other| emit.add(one, other)).expect("there is a position");
            return emit.offset(self.data, emit.builder.integer_type(8), offset);
        }
        // Horner's scheme, from the slowest axis to the fastest.
        let axes: Vec<usize> = match self.ty.layout {
            Layout::C => (0..self.extents.len()).collect(),
            _ => (0..positions.len()).rev().collect(),
        };
        let mut index: Option<Value> = None;
        for axis in axes {
            let scaled = index.map(|index| emit.multiply(index, self.extents[axis]));
            index = match (scaled, positions.get(axis)) {
                (Some(scaled), Some(position)) => Some(emit.add(scaled, *position)),
                (scaled, position) => scaled.or(position.copied()),
            };
        }
        emit.offset(self.data, self.element(emit), index.expect("there is a position"))
    }
}

fn element_type<'c>(emit: &Emit<'c, '_>, element: Scalar) -> Type<'c> {
    let builder = &emit.builder;
    match element {
        Scalar::Float16 => builder.f16(),
        Scalar::Float32 => builder.f32(),
        Scalar::Float64 => builder.f64(),
        Scalar::Complex64 => llvm_type::r#struct(emit.known.context, &[builder.f32(); 2], false),
        Scalar::Complex128 => llvm_type::r#struct(emit.known.context, &[builder.f64(); 2], false),
        Scalar::Record(record) => llvm_type::array(builder.integer_type(8), record.record().size),
        Scalar::Chars(chars) => llvm_type::array(builder.integer_type(8 * chars.unit()), chars.length),
        integer_or_date => builder.integer_type(integer_or_date.size() * 8),
    }
}

/// The operand of an array type as values.
pub fn array<'c, 'p>(parts: &'p Parts<'c>, value: Value<'c>) -> Array<'c, 'p> {
    Array::new(array_type(value.ty()).expect("the operand is an array"), parts.array(value))
}

fn axis(operation: Operation) -> usize {
    let axis = operation.attribute("axis").and_then(|axis| IntegerAttribute::try_from(axis).ok());
    axis.expect("the operation has an axis").value() as usize
}

pub fn dim<'c>(operation: Operation<'c>, parts: &Parts<'c>) {
    operation.result(0).replace_all_uses(array(parts, operation.operand(0)).extents[axis(operation)]);
}

pub fn stride<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, parts: &Parts<'c>) {
    operation.result(0).replace_all_uses(array(parts, operation.operand(0)).strides(emit)[axis(operation)]);
}

pub fn address<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, parts: &Parts<'c>) {
    let data = array(parts, operation.operand(0)).data;
    operation.result(0).replace_all_uses(emit.builder.convert("llvm.ptrtoint", data, emit.builder.i64()));
}

pub fn view<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, parts: &mut Parts<'c>) {
    let from = array(parts, operation.operand(0));
    let offset = operation.operand(1);
    let data = match constant(offset) {
        Some(0) => from.data,
        _ => emit.view_offset(from.data, offset),
    };
    let mut view: SmallVec<[_; 8]> = SmallVec::from_slice(&[data, from.owner]);
    view.extend(operation.operands().skip(2));
    parts.set(operation.result(0), &view);
}

pub fn load<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, parts: &mut Parts<'c>) {
    let from = array(parts, operation.operand(0));
    let positions: SmallVec<[_; 4]> = operation.operands().skip(1).collect();
    let place = from.place(emit, &positions);
    let (ty, alignment) = (operation.result(0).ty(), said_alignment(operation).unwrap_or_else(|| from.alignment()));
    if let Some(part) = complex_part(&emit.builder, ty) {
        let load = |index| {
            let alignment = if index == 0 { alignment } else { from.alignment() };
            emit.load(emit.constant_offset(place, part, index), part, alignment)
        };
        let pair = [load(0), load(1)];
        pair.iter().for_each(|value| join_group(emit, operation, value.defining_operation()));
        parts.set(operation.result(0), &pair);
        return;
    }
    if ty.is_vector() {
        operation.result(0).replace_all_uses(emit.load(place, ty, alignment));
        return;
    }
    let loaded = emit.load(place, from.element(emit), alignment);
    join_group(emit, operation, loaded.defining_operation());
    let value = if from.ty.element == Scalar::Bool { emit.byte_to_bool(loaded) } else { loaded };
    operation.result(0).replace_all_uses(value);
}

/// What is known of an access beyond its type.
fn said_alignment(operation: Operation) -> Option<u32> {
    let (_, alignment) = operation.attribute("alignment").and_then(integer_value)?;
    u32::try_from(alignment).ok()
}

pub fn store<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, parts: &Parts<'c>) {
    let to = array(parts, operation.operand(1));
    let positions: SmallVec<[_; 4]> = operation.operands().skip(2).collect();
    let place = to.place(emit, &positions);
    let alignment = said_alignment(operation).unwrap_or_else(|| to.alignment());
    for (index, value) in stored(emit, operation.operand(0), to.ty.element, parts).into_iter().enumerate() {
        // Of a complex number the second part lies behind the first.
        let alignment = if index == 0 { alignment } else { to.alignment() };
        let store = emit.store(value, emit.constant_offset(place, value.ty(), index as i32), alignment);
        join_group(emit, operation, Some(store));
    }
}

/// Accesses of a group in a loop that names it depend on none of other iterations.
fn join_group<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, access: Option<Operation<'c>>) {
    if let (Some(group), Some(access)) = (operation.attribute("group"), access) {
        access.set_attribute("access_groups", emit.builder.array(&[group]));
    }
}

/// A value as it stands in memory.
fn stored<'c>(emit: &Emit<'c, '_>, value: Value<'c>, element: Scalar, parts: &Parts<'c>) -> SmallVec<[Value<'c>; 2]> {
    // Vectors of them are bytes already.
    if element == Scalar::Bool && !value.ty().is_vector() {
        return SmallVec::from_slice(&[emit.bool_to_byte(value)]);
    }
    SmallVec::from_slice(parts.of(&value))
}

pub fn fill<'c>(
    emit: &Emit<'c, '_>,
    operation: Operation<'c>,
    parts: &Parts<'c>,
    declarations: &mut Declarations<'c, '_>,
) {
    let (value, to) = (operation.operand(0), array(parts, operation.operand(1)));
    let count = to.extents.iter().copied().reduce(|one, other| emit.multiply(one, other));
    let count = count.unwrap_or_else(|| emit.i64(1));
    let values = stored(emit, value, to.ty.element, parts);
    if to.ty.element.size() == 1 {
        emit.fill_bytes(to.data, values[0], count);
    } else if is_zero(value) {
        let bytes = emit.multiply(count, emit.i64(to.ty.element.size().into()));
        emit.fill_bytes(to.data, emit.constant(emit.builder.integer_type(8), 0), bytes);
    } else {
        let symbol = declarations.fill(&values, to.alignment());
        emit.call(&symbol, [to.data, count].into_iter().chain(values), None);
    }
}

/// Whether a value is a constant whose bits are all zero.
fn is_zero(value: Value) -> bool {
    let Some(definition) = value.defining_operation().filter(|operation| operation.is("arith.constant")) else {
        return false;
    };
    let float = definition.attribute("value").and_then(|value| FloatAttribute::try_from(value).ok());
    match float {
        Some(float) => float.value().to_bits() == 0,
        None => constant(value) == Some(0),
    }
}

pub fn select<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, parts: &mut Parts<'c>) {
    let from = array(parts, operation.operand(0));
    let positions: SmallVec<[_; 4]> = operation.operands().skip(1).collect();
    let mut view: SmallVec<[_; 8]> = SmallVec::from_slice(&[from.place(emit, &positions), from.owner]);
    view.extend_from_slice(&from.extents[positions.len()..]);
    let to = array_type(operation.result(0).ty()).expect("the result is an array");
    if to.layout == Layout::Any {
        view.extend_from_slice(&from.strides(emit)[positions.len()..]);
    }
    parts.set(operation.result(0), &view);
}

/// A relayout is a selection without positions.
pub fn relayout<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, parts: &mut Parts<'c>) {
    select(emit, operation, parts);
}

pub fn frozen<'c>(
    emit: &Emit<'c, '_>,
    operation: Operation<'c>,
    parts: &mut Parts<'c>,
    declarations: &mut Declarations<'c, '_>,
) {
    let symbol = operation.text("symbol");
    declarations.data(symbol);
    let list = |name| {
        let list = operation.attribute(name).and_then(|list| DenseI64ArrayAttribute::try_from(list).ok());
        let list = list.expect("a frozen array has extents and strides");
        (0..list.len()).filter_map(move |index| list.element(index).ok())
    };
    let to = array_type(operation.result(0).ty()).expect("the result is an array");
    let strides = list("strides").filter(|_| to.layout == Layout::Any);
    let mut values: SmallVec<[_; 8]> = SmallVec::from_slice(&[emit.address_of(symbol), emit.null()]);
    values.extend(list("shape").chain(strides).map(|size| emit.i64(size)));
    parts.set(operation.result(0), &values);
}

/// The array at an address, which nobody here owns.
pub fn pointed<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, parts: &mut Parts<'c>) {
    let data = emit.builder.convert("llvm.inttoptr", operation.operand(0), emit.known.pointer);
    let mut values: SmallVec<[_; 8]> = SmallVec::from_slice(&[data, emit.null()]);
    values.extend(operation.operands().skip(1));
    parts.set(operation.result(0), &values);
}

/// Memory of the function's frame: a block's data without an owner.
pub fn scratch<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, parts: &mut Parts<'c>) {
    let ty = array_type(operation.result(0).ty()).expect("the result is an array");
    let count = operation.attribute("count").and_then(|count| IntegerAttribute::try_from(count).ok());
    let count = emit.i64(count.expect("the operation has a count").value());
    let data = emit.stack(count, element_type(emit, ty.element), 64);
    parts.set(operation.result(0), &[data, emit.null(), count]);
}

pub fn try_create<'c>(
    emit: &Emit<'c, '_>,
    operation: Operation<'c>,
    parts: &mut Parts<'c>,
    declarations: &mut Declarations<'c, '_>,
) {
    let ty = array_type(operation.result(1).ty()).expect("the result is an array");
    let extents: SmallVec<[_; 4]> = operation.operands().collect();
    let zeroed = operation.attribute("zeroed").is_some();
    let allocate = if zeroed { "numlir_allocate_zeroed" } else { "numlir_allocate" };
    declarations.runtime(allocate);
    let bytes = byte_count(emit, ty, &extents);
    let made = emit.call(allocate, [bytes], Some(emit.known.pointer));
    if operation.attribute(DETOUR).is_some() {
        made.set_attribute(DETOUR, emit.builder.unit());
    }
    let owner = made.result(0);
    let data = emit.constant_offset(owner, emit.builder.integer_type(8), DATA_BEHIND_OWNER);
    operation.result(0).replace_all_uses(emit.is_null(owner));
    let mut values: SmallVec<[_; 8]> = SmallVec::from_slice(&[data, owner]);
    values.extend_from_slice(&extents);
    if ty.layout == Layout::Any {
        let contiguous = types::Array { layout: Layout::C, ..ty };
        let strides = Array::new(contiguous, &values).strides(emit);
        values.extend_from_slice(&strides);
    }
    parts.set(operation.result(1), &values);
}

/// The size of an array's data; more than there can be where it does not fit a number.
fn byte_count<'c>(emit: &Emit<'c, '_>, ty: types::Array, extents: &[Value<'c>]) -> Value<'c> {
    let constants = extents.iter().filter_map(|extent| constant(*extent));
    let known = constants.into_iter().try_fold(i64::from(ty.element.size()), i64::checked_mul);
    let mut bytes = emit.i64(known.unwrap_or(TOO_MUCH).min(TOO_MUCH));
    let mut overflow: Option<Value> = None;
    for extent in extents.iter().filter(|extent| constant(**extent).is_none()) {
        let (product, too_much) = emit.multiply_checked(bytes, *extent);
        bytes = product;
        overflow = Some(overflow.map_or(too_much, |before| emit.builder.binary("llvm.or", before, too_much)));
    }
    match overflow {
        Some(overflow) => emit.builder.select(overflow, emit.i64(TOO_MUCH), bytes),
        None => bytes,
    }
}

pub fn count_reference<'c>(
    emit: &Emit<'c, '_>,
    operation: Operation<'c>,
    parts: &Parts<'c>,
    declarations: &mut Declarations<'c, '_>,
) {
    let symbol = if operation.is("nd.retain") { "numlir_retain" } else { "numlir_release" };
    declarations.runtime(symbol);
    let counted = operation.operand(0);
    let owner = parts.array(counted)[usize::from(is_array(counted.ty()))];
    emit.call(symbol, [owner], None);
}
