//! What threads of a device print, by C's `vprintf`: a format, and the values one behind the other in memory, 8 bytes each.

use super::{GLOBAL, Writer};
use crate::nd_to_llvm::{declare::function, emit::Emit};
use melior::dialect::llvm::r#type as llvm_type;
use numlir_dialects::{Block, Builder, Operation, Value};

pub const FUNCTION: &str = "vprintf";
const SLOT: i32 = 8;

/// Makes a `simt.print` a call.
pub fn lower<'c>(writer: &mut Writer<'c, '_>, emit: &Emit<'c, '_>, operation: Operation<'c>) {
    let builder = &emit.builder;
    let pointer = writer.known.pointer;
    let at = Builder::before(writer.known.context, writer.first);
    if writer.texts.is_empty() {
        let ty = llvm_type::function(at.i32(), &[pointer, pointer], false);
        function(&at, FUNCTION, ty, writer.known.external);
    }
    let format = writer.text(emit, operation.text("format"));
    let count = operation.operand_count().max(1) as i64;
    let entry = operation.block().expect("it stands in a block").region().first_block();
    let first = entry.and_then(Block::first).expect("a function has a first operation");
    let head = Emit { builder: Builder::before(writer.known.context, first), known: writer.known };
    let memory = head.stack(head.i64(count), head.builder.i64(), SLOT.into());
    for (position, value) in operation.operands().enumerate() {
        let value = if value.ty() == builder.i1() {
            let (yes, no) = (writer.text(emit, "True"), writer.text(emit, "False"));
            builder.select(value, yes, no)
        } else {
            value
        };
        let place = emit.constant_offset(memory, builder.integer_type(8), SLOT * position as i32);
        emit.store(value, place, SLOT as u32);
    }
    emit.call(FUNCTION, [format, memory], Some(builder.i32()));
}

impl<'c> Writer<'c, '_> {
    /// The address of a text that ends with a zero, in constant memory of the module.
    fn text(&mut self, emit: &Emit<'c, '_>, text: &str) -> Value<'c> {
        let known = self.texts.iter().position(|each| each == text);
        let number = known.unwrap_or(self.texts.len());
        let symbol = format!("numlir_text_{number}");
        if known.is_none() {
            self.texts.push(text.to_owned());
            let at = Builder::before(self.known.context, self.first);
            let bytes: Vec<u8> = text.bytes().chain([0]).collect();
            let ty = llvm_type::array(at.integer_type(8), bytes.len() as u32);
            at.op("llvm.mlir.global")
                .attribute("sym_name", at.string(&symbol))
                .attribute("global_type", at.type_attribute(ty))
                .attribute("linkage", self.known.internal)
                .attribute("constant", at.unit())
                .attribute("value", at.bytes(&bytes))
                .attribute("addr_space", at.integer(at.i32(), GLOBAL.into()))
                .region()
                .insert();
        }
        let pointer = llvm_type::pointer(self.known.context, GLOBAL);
        let name = emit.builder.symbol(&symbol);
        let address = emit.builder.op("llvm.mlir.addressof").attribute("global_name", name).result(pointer).value();
        emit.builder.convert("llvm.addrspacecast", address, self.known.pointer)
    }
}
