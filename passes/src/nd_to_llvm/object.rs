//! Lists, sets, strings and instances: pointers to objects of the runtime (docs/calling-convention.md).

use super::{
    array::Array,
    declare::Declarations,
    emit::Emit,
    entry::{SLOT, Slots},
    function::Parts,
    signature::{array_type, flatten, is_object},
};
use melior::{dialect::llvm::r#type as llvm_type, ir::Type};
use numlir_dialects::{Operation, Value, build::integer_value};

/// Offsets in an object, in bytes.
const DATA: i32 = 16;
const LENGTH: i32 = 24;
const CAPACITY: i32 = 32;
/// Where the fields of an instance begin.
pub const FIELDS: usize = 56;

fn field<'c>(emit: &Emit<'c, '_>, object: Value<'c>, offset: i32) -> Value<'c> {
    emit.constant_offset(object, emit.builder.integer_type(8), offset)
}

fn object<'c>(parts: &Parts<'c>, value: Value<'c>) -> Value<'c> {
    parts.array(value)[0]
}

/// `nd.length` and `nd.capacity`.
pub fn size<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, parts: &Parts<'c>) {
    let offset = if operation.is("nd.length") { LENGTH } else { CAPACITY };
    let place = field(emit, object(parts, operation.operand(0)), offset);
    operation.result(0).replace_all_uses(emit.load(place, emit.builder.i64(), 8));
}

pub fn set_length<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, parts: &Parts<'c>) {
    emit.store(operation.operand(0), field(emit, object(parts, operation.operand(1)), LENGTH), 8);
}

pub fn is_null<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, parts: &Parts<'c>) {
    operation.result(0).replace_all_uses(emit.is_null(object(parts, operation.operand(0))));
}

/// How many slots a value of a type takes.
fn slots_of(ty: Type) -> usize {
    numlir_dialects::convert::from_mlir(ty).map_or(1, |ty| ty.slots())
}

/// The slots of an element whose values have these types.
fn element<'c>(
    emit: &Emit<'c, '_>,
    list: Value<'c>,
    index: Value<'c>,
    types: impl Iterator<Item = Type<'c>>,
) -> Slots<'c> {
    let width: usize = types.map(slots_of).sum();
    let data = emit.load(field(emit, list, DATA), emit.known.pointer, 8);
    let ty = match width {
        1 => emit.builder.i64(),
        width => llvm_type::array(emit.builder.i64(), width as u32),
    };
    Slots { base: emit.offset(data, ty, index), offset: 0 }
}

/// The owner among the values that another has become.
fn owner<'c>(ty: Type<'c>, values: &[Value<'c>]) -> Option<Value<'c>> {
    if array_type(ty).is_some() {
        return Some(values[1]);
    }
    is_object(ty).then(|| values[0])
}

pub fn get<'c>(
    emit: &Emit<'c, '_>,
    operation: Operation<'c>,
    parts: &mut Parts<'c>,
    declarations: &mut Declarations<'c, '_>,
) {
    let (list, index) = (object(parts, operation.operand(0)), operation.operand(1));
    let slots = element(emit, list, index, operation.results().map(Value::ty));
    read(emit, operation, slots, parts, declarations);
}

/// Reads the values that an operation gives.
fn read<'c>(
    emit: &Emit<'c, '_>,
    operation: Operation<'c>,
    mut slots: Slots<'c>,
    parts: &mut Parts<'c>,
    declarations: &mut Declarations<'c, '_>,
) {
    let take = operation.attribute("take").is_some() || operation.attribute("borrowed").is_some();
    for result in operation.results() {
        let mut values = Vec::new();
        slots.load(emit, result.ty(), &mut values);
        if let Some(owner) = owner(result.ty(), &values).filter(|_| !take) {
            declarations.runtime("numlir_retain");
            emit.call("numlir_retain", [owner], None);
        }
        match values.as_slice() {
            [value] if value.ty() == result.ty() => result.replace_all_uses(*value),
            values => parts.set(result, values),
        }
    }
}

pub fn put<'c>(
    emit: &Emit<'c, '_>,
    operation: Operation<'c>,
    parts: &Parts<'c>,
    declarations: &mut Declarations<'c, '_>,
) {
    let (list, index) = (object(parts, operation.operand(0)), operation.operand(1));
    let values: Vec<_> = operation.operands().skip(2).collect();
    let slots = element(emit, list, index, values.iter().map(|value| value.ty()));
    write(emit, operation, (slots, &values), parts, declarations);
}

/// Writes values where others of their types are; what those held is given up at the end.
fn write<'c>(
    emit: &Emit<'c, '_>,
    operation: Operation<'c>,
    (mut slots, values): (Slots<'c>, &[Value<'c>]),
    parts: &Parts<'c>,
    declarations: &mut Declarations<'c, '_>,
) {
    let fresh = operation.attribute("fresh").is_some();
    let mut replaced = Vec::new();
    for value in values {
        let flat = parts.of(value);
        if let Some(new) = owner(value.ty(), flat) {
            declarations.runtime("numlir_retain");
            emit.call("numlir_retain", [new], None);
            if !fresh {
                let offset = slots.offset + if array_type(value.ty()).is_some() { SLOT } else { 0 };
                let place = emit.constant_offset(slots.base, emit.builder.integer_type(8), offset as i32);
                replaced.push(emit.load(place, emit.known.pointer, 8));
            }
        }
        slots.store(emit, value.ty(), flat);
    }
    for owner in replaced {
        declarations.runtime("numlir_release");
        emit.call("numlir_release", [owner], None);
    }
}

/// Where a field of an instance begins.
fn place<'c>(operation: Operation<'c>, parts: &Parts<'c>) -> Slots<'c> {
    let slot = operation.attribute("slot").and_then(integer_value).map_or(0, |(_, slot)| slot as usize);
    Slots { base: object(parts, operation.operand(0)), offset: FIELDS + slot * SLOT }
}

pub fn get_field<'c>(
    emit: &Emit<'c, '_>,
    operation: Operation<'c>,
    parts: &mut Parts<'c>,
    declarations: &mut Declarations<'c, '_>,
) {
    let slots = place(operation, parts);
    read(emit, operation, slots, parts, declarations);
}

pub fn set_field<'c>(
    emit: &Emit<'c, '_>,
    operation: Operation<'c>,
    parts: &Parts<'c>,
    declarations: &mut Declarations<'c, '_>,
) {
    let values: Vec<_> = operation.operands().skip(1).collect();
    write(emit, operation, (place(operation, parts), &values), parts, declarations);
}

/// Calls a function of the runtime; an array goes as the pointer to its data.
pub fn runtime<'c>(
    emit: &Emit<'c, '_>,
    operation: Operation<'c>,
    parts: &mut Parts<'c>,
    declarations: &mut Declarations<'c, '_>,
) {
    let symbol = operation.text("symbol");
    let operands: Vec<_> = operation
        .operands()
        .flat_map(|operand| match array_type(operand.ty()) {
            Some(array) => vec![Array::new(array, parts.array(operand)).data],
            None => parts.of(&operand).to_vec(),
        })
        .collect();
    let types: Vec<_> = operation.results().map(Value::ty).collect();
    let flat: Vec<_> = types.iter().flat_map(|ty| flatten(&emit.builder, emit.known, *ty)).collect();
    let inputs: Vec<_> = operands.iter().map(|operand| operand.ty()).collect();
    declarations.runtime_function(symbol, &inputs, flat.first().copied());
    let call = emit.call(symbol, operands, flat.first().copied());
    if let Some(ty) = types.first() {
        if is_object(*ty) {
            parts.set(operation.result(0), &[call.result(0)]);
        } else {
            operation.result(0).replace_all_uses(call.result(0));
        }
    }
}

/// A constant string is an object in the data of the code, with a reference that nobody gives up.
pub fn string<'c>(
    emit: &Emit<'c, '_>,
    operation: Operation<'c>,
    parts: &mut Parts<'c>,
    declarations: &mut Declarations<'c, '_>,
) {
    let symbol = declarations.string(operation.text("text"));
    parts.set(operation.result(0), &[emit.address_of(&symbol)]);
}
