//! Operations of the `llvm` dialect, and the types and attributes they are made with.

use melior::{
    Context,
    dialect::llvm,
    ir::{Attribute, Type},
};
use numlir_dialects::{Builder, Operation, Value};

/// Stands for "see the operand" among the constant indices of `llvm.getelementptr`.
const DYNAMIC: i32 = i32::MIN;

/// Types and attributes that are looked up once.
pub struct Known<'c> {
    pub context: &'c Context,
    pub pointer: Type<'c>,
    pub internal: Attribute<'c>,
    pub external: Attribute<'c>,
}

impl<'c> Known<'c> {
    pub fn new(context: &'c Context) -> Self {
        use melior::dialect::llvm::attributes::{Linkage, linkage};
        Self {
            context,
            pointer: llvm::r#type::pointer(context, 0),
            internal: linkage(context, Linkage::Internal),
            external: linkage(context, Linkage::External),
        }
    }
}

/// An attribute of the `llvm` dialect that has no constructor in the C API.
pub fn parsed<'c>(context: &'c Context, text: &str) -> Attribute<'c> {
    Attribute::parse(context, text).expect("the text is an attribute of the llvm dialect")
}

/// A builder that knows the `llvm` dialect.
#[derive(Clone, Copy)]
pub struct Emit<'c, 'm> {
    pub builder: Builder<'c>,
    pub known: &'m Known<'c>,
}

impl<'c> Emit<'c, '_> {
    pub fn constant(&self, ty: Type<'c>, value: i64) -> Value<'c> {
        self.builder.op("llvm.mlir.constant").attribute("value", self.builder.integer(ty, value)).result(ty).value()
    }

    pub fn i64(&self, value: i64) -> Value<'c> {
        self.constant(self.builder.i64(), value)
    }

    /// The null pointer.
    pub fn null(&self) -> Value<'c> {
        self.builder.op("llvm.mlir.zero").result(self.known.pointer).value()
    }

    /// Any value.
    pub fn poison(&self, ty: Type<'c>) -> Value<'c> {
        self.builder.op("llvm.mlir.poison").result(ty).value()
    }

    /// A sum that stays within a memory block's bounds.
    pub fn add(&self, lhs: Value<'c>, rhs: Value<'c>) -> Value<'c> {
        self.integer_op("llvm.add", lhs, rhs)
    }

    /// A product that stays within a memory block's bounds.
    pub fn multiply(&self, lhs: Value<'c>, rhs: Value<'c>) -> Value<'c> {
        self.integer_op("llvm.mul", lhs, rhs)
    }

    fn integer_op(&self, name: &'static str, lhs: Value<'c>, rhs: Value<'c>) -> Value<'c> {
        let operation = self.builder.op(name).operand(lhs).operand(rhs).result(lhs.ty()).insert();
        operation.set_no_signed_wrap();
        operation.result(0)
    }

    /// The address `index` elements behind another.
    pub fn offset(&self, pointer: Value<'c>, element: Type<'c>, index: Value<'c>) -> Value<'c> {
        let operation = self.element_pointer(pointer, element, DYNAMIC, Some(index));
        operation.set_in_bounds();
        operation.result(0)
    }

    /// The address so many bytes from another, which need not be of the same memory where nobody looks there.
    pub fn view_offset(&self, pointer: Value<'c>, bytes: Value<'c>) -> Value<'c> {
        self.element_pointer(pointer, self.builder.integer_type(8), DYNAMIC, Some(bytes)).result(0)
    }

    /// The address a constant number of elements behind another.
    pub fn constant_offset(&self, pointer: Value<'c>, element: Type<'c>, index: i32) -> Value<'c> {
        if index == 0 {
            return pointer;
        }
        let operation = self.element_pointer(pointer, element, index, None);
        operation.set_in_bounds();
        operation.result(0)
    }

    fn element_pointer(
        &self,
        pointer: Value<'c>,
        element: Type<'c>,
        constant: i32,
        index: Option<Value<'c>>,
    ) -> Operation<'c> {
        let builder = &self.builder;
        builder
            .op("llvm.getelementptr")
            .operand(pointer)
            .operands(index)
            .attribute("elem_type", builder.type_attribute(element))
            .attribute("rawConstantIndices", builder.dense_i32(&[constant]))
            .result(self.known.pointer)
            .insert()
    }

    /// The address of a structure's field.
    pub fn field(&self, pointer: Value<'c>, structure: Type<'c>, position: i32) -> Value<'c> {
        let builder = &self.builder;
        let operation = builder
            .op("llvm.getelementptr")
            .operand(pointer)
            .attribute("elem_type", builder.type_attribute(structure))
            .attribute("rawConstantIndices", builder.dense_i32(&[0, position]))
            .result(self.known.pointer)
            .insert();
        operation.set_in_bounds();
        operation.result(0)
    }

    pub fn load(&self, pointer: Value<'c>, ty: Type<'c>, alignment: u32) -> Value<'c> {
        let alignment = self.builder.integer(self.builder.i64(), alignment.into());
        self.builder.op("llvm.load").operand(pointer).attribute("alignment", alignment).result(ty).value()
    }

    pub fn store(&self, value: Value<'c>, pointer: Value<'c>, alignment: u32) -> Operation<'c> {
        let alignment = self.builder.integer(self.builder.i64(), alignment.into());
        self.builder.op("llvm.store").operand(value).operand(pointer).attribute("alignment", alignment).insert()
    }

    /// Whether a byte is not zero.
    pub fn byte_to_bool(&self, byte: Value<'c>) -> Value<'c> {
        let zero = self.constant(byte.ty(), 0);
        self.compare(1, byte, zero)
    }

    pub fn bool_to_byte(&self, value: Value<'c>) -> Value<'c> {
        self.builder.convert("llvm.zext", value, self.builder.integer_type(8))
    }

    pub fn is_null(&self, pointer: Value<'c>) -> Value<'c> {
        self.compare(0, pointer, self.null())
    }

    fn compare(&self, predicate: i64, lhs: Value<'c>, rhs: Value<'c>) -> Value<'c> {
        let predicate = self.builder.integer(self.builder.i64(), predicate);
        let operation = self.builder.op("llvm.icmp").operand(lhs).operand(rhs);
        operation.attribute("predicate", predicate).result(self.builder.i1()).value()
    }

    pub fn call(
        &self,
        callee: &str,
        operands: impl IntoIterator<Item = Value<'c>>,
        result: Option<Type<'c>>,
    ) -> Operation<'c> {
        let builder = &self.builder;
        let operands: Vec<_> = operands.into_iter().collect();
        let count = operands.len() as i32;
        builder
            .op("llvm.call")
            .operands(operands)
            .results(result)
            .attribute("callee", builder.symbol(callee))
            .attribute("op_bundle_sizes", builder.dense_i32(&[]))
            .attribute("operandSegmentSizes", builder.dense_i32(&[count, 0]))
            .insert()
    }

    /// Calls a function at an address.
    pub fn call_at(&self, address: Value<'c>, operands: &[Value<'c>], result: Type<'c>) -> Value<'c> {
        let builder = &self.builder;
        builder
            .op("llvm.call")
            .operand(address)
            .operands(operands.iter().copied())
            .result(result)
            .attribute("op_bundle_sizes", builder.dense_i32(&[]))
            .attribute("operandSegmentSizes", builder.dense_i32(&[operands.len() as i32 + 1, 0]))
            .value()
    }

    pub fn extract(&self, from: Value<'c>, position: usize, ty: Type<'c>) -> Value<'c> {
        let position = self.builder.dense_i64(&[position as i64]);
        self.builder.op("llvm.extractvalue").operand(from).attribute("position", position).result(ty).value()
    }

    pub fn insert(&self, value: Value<'c>, into: Value<'c>, position: usize) -> Value<'c> {
        let operation = self.builder.op("llvm.insertvalue").operand(into).operand(value);
        operation.attribute("position", self.builder.dense_i64(&[position as i64])).result(into.ty()).value()
    }

    pub fn give_back(&self, value: Value<'c>) {
        self.builder.op("llvm.return").operand(value).insert();
    }

    /// The address of a function's or global's symbol.
    pub fn address_of(&self, symbol: &str) -> Value<'c> {
        let name = self.builder.symbol(symbol);
        self.builder.op("llvm.mlir.addressof").attribute("global_name", name).result(self.known.pointer).value()
    }

    /// Sets bytes to one value.
    pub fn fill_bytes(&self, pointer: Value<'c>, byte: Value<'c>, count: Value<'c>) {
        let operation = self.builder.op("llvm.intr.memset").operand(pointer).operand(byte).operand(count);
        operation.attribute("isVolatile", self.builder.boolean(false)).insert();
    }

    /// A product and whether it overflowed, as signed numbers.
    pub fn multiply_checked(&self, lhs: Value<'c>, rhs: Value<'c>) -> (Value<'c>, Value<'c>) {
        let both = llvm::r#type::r#struct(self.known.context, &[lhs.ty(), self.builder.i1()], false);
        let pair = self.builder.op("llvm.intr.smul.with.overflow").operand(lhs).operand(rhs).result(both).value();
        (self.extract(pair, 0, lhs.ty()), self.extract(pair, 1, self.builder.i1()))
    }

    /// Memory for a complex number on the stack.
    pub fn stack_pair(&self) -> Value<'c> {
        self.stack(self.i64(2), self.builder.f64(), 16)
    }

    /// Memory for so many elements on the stack.
    pub fn stack(&self, count: Value<'c>, element: Type<'c>, alignment: i64) -> Value<'c> {
        let builder = &self.builder;
        builder
            .op("llvm.alloca")
            .operand(count)
            .attribute("elem_type", builder.type_attribute(element))
            .attribute("alignment", builder.integer(builder.i64(), alignment))
            .result(self.known.pointer)
            .value()
    }
}
