//! The wrapper that callers outside compiled code call: slots in, status out, slots back (docs/calling-convention.md).

use super::{
    array::Array,
    declare::{Declarations, function},
    emit::{Emit, parsed},
    signature::{Signature, array_type, complex_part, is_object, part_size, size_count},
};
use melior::{dialect::llvm::r#type as llvm_type, ir::Type};
use numlir_dialects::{Block, Builder, Operation, Predicate, Value};

/// Bytes of a slot.
pub const SLOT: usize = 8;

/// Makes the wrapper of a function, and gives its symbol.
pub fn wrap<'c>(
    wrapped: Operation<'c>,
    signature: &Signature<'c>,
    declarations: &mut Declarations<'c, '_>,
    number: usize,
) -> String {
    let known = declarations.known;
    let at = Builder::before(known.context, wrapped);
    let symbol = format!("numlir_entry_{number}");
    let ty = llvm_type::function(at.i32(), &[known.pointer, known.pointer], false);
    let wrapper = function(&at, &symbol, ty, known.external);
    wrapper.set_attribute("no_unwind", at.unit());
    let argument = "{llvm.noalias, llvm.noundef, llvm.readonly}, {llvm.noalias, llvm.noundef, llvm.writeonly}";
    wrapper.set_attribute("arg_attrs", parsed(known.context, &format!("[{argument}]")));

    let pointers = [(known.pointer, at.location); 2];
    let block = Block::append(wrapper.region(0), &pointers);
    let mut emit = Emit { builder: Builder::at_end(known.context, block, at.location), known };
    let mut slots = Slots { base: block.argument(0), offset: 0 };
    let mut operands = Vec::new();
    for ty in &signature.inputs {
        slots.load(&emit, *ty, &mut operands);
    }
    let call = emit.call(wrapped.text("sym_name"), operands, Some(signature.outcome)).result(0);
    let [_, results @ ..] = signature.flat_results.as_slice() else { unreachable!("the status is always there") };
    if results.is_empty() {
        emit.give_back(call);
        return symbol;
    }

    let status = emit.extract(call, 0, at.i32());
    let success = Block::append(wrapper.region(0), &[]);
    let exit = Block::append(wrapper.region(0), &[]);
    let failed = emit.builder.compare_int(Predicate::Ne, status, emit.constant(at.i32(), 0));
    emit.builder.conditional_branch(failed, (exit, &[]), (success, &[]));

    emit.builder.set_to_end(success);
    let parts: Vec<_> = results.iter().enumerate().map(|(index, ty)| emit.extract(call, index + 1, *ty)).collect();
    let mut slots = Slots { base: block.argument(1), offset: 0 };
    let mut rest = parts.as_slice();
    for ty in &signature.results {
        rest = slots.store(&emit, *ty, rest);
    }
    emit.builder.branch(exit, []);
    emit.builder.set_to_end(exit);
    emit.give_back(status);
    symbol
}

/// A walk along slots.
pub struct Slots<'c> {
    pub base: Value<'c>,
    /// In bytes.
    pub offset: usize,
}

impl<'c> Slots<'c> {
    /// How many bytes of slots a value takes.
    pub fn size(emit: &Emit<'c, '_>, ty: Type<'c>) -> usize {
        if let Some(array) = array_type(ty) {
            return (2 + 2 * usize::from(array.rank)) * SLOT;
        }
        match complex_part(&emit.builder, ty) {
            Some(part) => 2 * part_size(&emit.builder, part) as usize,
            None => SLOT,
        }
    }

    fn place(&mut self, emit: &Emit<'c, '_>, bytes: usize) -> Value<'c> {
        let place = emit.constant_offset(self.base, emit.builder.integer_type(8), self.offset as i32);
        self.offset += bytes;
        place
    }

    pub fn load(&mut self, emit: &Emit<'c, '_>, ty: Type<'c>, parts: &mut Vec<Value<'c>>) {
        let builder = &emit.builder;
        if let Some(array) = array_type(ty) {
            let rank = usize::from(array.rank);
            let sizes = size_count(array);
            for index in 0..2 + sizes {
                let ty = if index < 2 { emit.known.pointer } else { builder.i64() };
                parts.push(emit.load(self.place(emit, SLOT), ty, 8));
            }
            self.offset += (2 * rank - sizes) * SLOT;
        } else if is_object(ty) {
            parts.push(emit.load(self.place(emit, SLOT), emit.known.pointer, 8));
        } else if let Some(part) = complex_part(builder, ty) {
            let bytes = part_size(builder, part);
            for _ in 0..2 {
                parts.push(emit.load(self.place(emit, bytes as usize), part, bytes));
            }
        } else if ty == builder.i1() {
            let byte = emit.load(self.place(emit, SLOT), builder.integer_type(8), 8);
            parts.push(emit.byte_to_bool(byte));
        } else {
            parts.push(emit.load(self.place(emit, SLOT), ty, 8));
        }
    }

    /// Writes a value from the first of the parts, and gives the others.
    pub fn store<'p>(&mut self, emit: &Emit<'c, '_>, ty: Type<'c>, parts: &'p [Value<'c>]) -> &'p [Value<'c>] {
        let builder = &emit.builder;
        if let Some(array) = array_type(ty) {
            let (parts, rest) = parts.split_at(2 + size_count(array));
            let array = Array::new(array, parts);
            let strides = array.strides(emit);
            for part in [array.data, array.owner].iter().chain(array.extents).chain(&strides) {
                emit.store(*part, self.place(emit, SLOT), 8);
            }
            return rest;
        }
        if let Some(part) = complex_part(builder, ty) {
            let bytes = part_size(builder, part);
            for part in &parts[..2] {
                emit.store(*part, self.place(emit, bytes as usize), bytes);
            }
            return &parts[2..];
        }
        let value = if ty == builder.i1() { emit.bool_to_byte(parts[0]) } else { parts[0] };
        emit.store(value, self.place(emit, SLOT), 8);
        &parts[1..]
    }
}
