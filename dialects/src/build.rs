//! Building operations: an insertion point with a location, and attributes by value.

#![allow(unsafe_code)]

use crate::ir::{Block, Operation, Value};
use melior::{
    Context, StringRef,
    ir::{Attribute, AttributeLike, Identifier, Location, Type, TypeLike},
};
use mlir_sys::*;

/// Where new operations go, and which place in the source they come from.
#[derive(Clone, Copy)]
pub struct Builder<'c> {
    pub context: &'c Context,
    pub location: Location<'c>,
    block: Option<Block<'c>>,
    before: Option<Operation<'c>>,
}

impl<'c> Builder<'c> {
    /// A builder that appends to a block.
    pub fn at_end(context: &'c Context, block: Block<'c>, location: Location<'c>) -> Self {
        Self { context, location, block: Some(block), before: None }
    }

    /// A builder that inserts before an operation and takes over its location.
    pub fn before(context: &'c Context, operation: Operation<'c>) -> Self {
        Self { context, location: operation.location(), block: operation.block(), before: Some(operation) }
    }

    /// The block that operations go to.
    pub fn block(&self) -> Block<'c> {
        self.block.expect("a builder has a block")
    }

    pub fn set_to_end(&mut self, block: Block<'c>) {
        self.block = Some(block);
        self.before = None;
    }

    pub fn set_location(&mut self, location: Location<'c>) {
        self.location = location;
    }

    /// Starts an operation of the given full name.
    pub fn op(&self, name: &'static str) -> OperationBuilder<'c> {
        OperationBuilder {
            builder: *self,
            name,
            operands: Vec::new(),
            results: Vec::new(),
            attributes: Vec::new(),
            successors: Vec::new(),
            regions: Vec::new(),
        }
    }

    /// Inserts a detached operation.
    pub fn insert(&self, operation: Operation<'c>) -> Operation<'c> {
        unsafe {
            match self.before {
                Some(before) => {
                    mlirBlockInsertOwnedOperationBefore(self.block().to_raw(), before.to_raw(), operation.to_raw())
                }
                None => mlirBlockAppendOwnedOperation(self.block().to_raw(), operation.to_raw()),
            }
        }
        operation
    }

    /// Inserts an operation made by one of the typed builders.
    pub fn insert_typed(&self, operation: impl Into<melior::ir::Operation<'c>>) -> Operation<'c> {
        let raw = operation.into().into_raw();
        self.insert(unsafe { Operation::from_raw(raw) })
    }
}

/// An operation in the making.
pub struct OperationBuilder<'c> {
    builder: Builder<'c>,
    name: &'static str,
    operands: Vec<MlirValue>,
    results: Vec<MlirType>,
    attributes: Vec<MlirNamedAttribute>,
    successors: Vec<MlirBlock>,
    regions: Vec<MlirRegion>,
}

impl<'c> OperationBuilder<'c> {
    pub fn operand(mut self, value: Value<'c>) -> Self {
        self.operands.push(value.to_raw());
        self
    }

    pub fn operands(mut self, values: impl IntoIterator<Item = Value<'c>>) -> Self {
        self.operands.extend(values.into_iter().map(Value::to_raw));
        self
    }

    pub fn result(mut self, ty: Type<'c>) -> Self {
        self.results.push(ty.to_raw());
        self
    }

    pub fn results(mut self, types: impl IntoIterator<Item = Type<'c>>) -> Self {
        self.results.extend(types.into_iter().map(|ty| ty.to_raw()));
        self
    }

    pub fn attribute(mut self, name: &str, attribute: Attribute<'c>) -> Self {
        let name = Identifier::new(self.builder.context, name).to_raw();
        self.attributes.push(MlirNamedAttribute { name, attribute: attribute.to_raw() });
        self
    }

    /// Adds the attribute where there is one.
    pub fn maybe_attribute(self, name: &str, attribute: Option<Attribute<'c>>) -> Self {
        match attribute {
            Some(attribute) => self.attribute(name, attribute),
            None => self,
        }
    }

    pub fn successor(mut self, block: Block<'c>) -> Self {
        self.successors.push(block.to_raw());
        self
    }

    /// Adds an empty region, to be filled once the operation stands.
    pub fn region(mut self) -> Self {
        self.regions.push(unsafe { mlirRegionCreate() });
        self
    }

    /// Creates and inserts the operation.
    pub fn insert(self) -> Operation<'c> {
        let builder = self.builder;
        builder.insert(self.detached())
    }

    /// Creates and inserts an operation with one result and gives that.
    pub fn value(self) -> Value<'c> {
        self.insert().result(0)
    }

    /// Creates the operation without inserting it.
    pub fn detached(mut self) -> Operation<'c> {
        unsafe {
            let mut state = mlirOperationStateGet(StringRef::new(self.name).to_raw(), self.builder.location.to_raw());
            mlirOperationStateAddOperands(&mut state, self.operands.len() as isize, self.operands.as_ptr());
            mlirOperationStateAddResults(&mut state, self.results.len() as isize, self.results.as_ptr());
            mlirOperationStateAddAttributes(&mut state, self.attributes.len() as isize, self.attributes.as_ptr());
            mlirOperationStateAddSuccessors(&mut state, self.successors.len() as isize, self.successors.as_ptr());
            mlirOperationStateAddOwnedRegions(&mut state, self.regions.len() as isize, self.regions.as_mut_ptr());
            let raw = mlirOperationCreate(&mut state);
            // Creation without type inference fails only for a name without a registered dialect.
            assert!(!raw.ptr.is_null(), "{} is not registered", self.name);
            Operation::from_raw(raw)
        }
    }
}

/// Constant operations and attributes, by value.
impl<'c> Builder<'c> {
    pub fn integer_type(&self, width: u32) -> Type<'c> {
        unsafe { Type::from_raw(mlirIntegerTypeGet(self.context.to_raw(), width)) }
    }

    pub fn i1(&self) -> Type<'c> {
        self.integer_type(1)
    }

    pub fn i32(&self) -> Type<'c> {
        self.integer_type(32)
    }

    pub fn i64(&self) -> Type<'c> {
        self.integer_type(64)
    }

    pub fn f16(&self) -> Type<'c> {
        unsafe { Type::from_raw(mlirF16TypeGet(self.context.to_raw())) }
    }

    pub fn f32(&self) -> Type<'c> {
        unsafe { Type::from_raw(mlirF32TypeGet(self.context.to_raw())) }
    }

    pub fn f64(&self) -> Type<'c> {
        unsafe { Type::from_raw(mlirF64TypeGet(self.context.to_raw())) }
    }

    pub fn index_type(&self) -> Type<'c> {
        unsafe { Type::from_raw(mlirIndexTypeGet(self.context.to_raw())) }
    }

    pub fn unit(&self) -> Attribute<'c> {
        unsafe { Attribute::from_raw(mlirUnitAttrGet(self.context.to_raw())) }
    }

    pub fn string(&self, text: &str) -> Attribute<'c> {
        unsafe { Attribute::from_raw(mlirStringAttrGet(self.context.to_raw(), StringRef::new(text).to_raw())) }
    }

    /// The attribute of a string of bytes: each is the character of its number.
    pub fn byte_string(&self, bytes: &[u8]) -> Attribute<'c> {
        let text: String = bytes.iter().copied().map(char::from).collect();
        let ty = crate::convert::to_mlir(self.context, &crate::types::Type::Bytes);
        // SAFETY: the type and the text live as long as they are read.
        unsafe { Attribute::from_raw(mlirStringAttrTypedGet(ty.to_raw(), StringRef::new(&text).to_raw())) }
    }

    /// A string attribute of any bytes.
    pub fn bytes(&self, bytes: &[u8]) -> Attribute<'c> {
        let text = MlirStringRef { data: bytes.as_ptr().cast(), length: bytes.len() };
        unsafe { Attribute::from_raw(mlirStringAttrGet(self.context.to_raw(), text)) }
    }

    pub fn symbol(&self, name: &str) -> Attribute<'c> {
        unsafe { Attribute::from_raw(mlirFlatSymbolRefAttrGet(self.context.to_raw(), StringRef::new(name).to_raw())) }
    }

    /// An integer attribute; the value is cut to the width of the type.
    pub fn integer(&self, ty: Type<'c>, value: i64) -> Attribute<'c> {
        unsafe { Attribute::from_raw(mlirIntegerAttrGet(ty.to_raw(), value)) }
    }

    pub fn float(&self, ty: Type<'c>, value: f64) -> Attribute<'c> {
        unsafe { Attribute::from_raw(mlirFloatAttrDoubleGet(self.context.to_raw(), ty.to_raw(), value)) }
    }

    pub fn boolean(&self, value: bool) -> Attribute<'c> {
        unsafe { Attribute::from_raw(mlirBoolAttrGet(self.context.to_raw(), value.into())) }
    }

    pub fn type_attribute(&self, ty: Type<'c>) -> Attribute<'c> {
        unsafe { Attribute::from_raw(mlirTypeAttrGet(ty.to_raw())) }
    }

    pub fn array(&self, elements: &[Attribute<'c>]) -> Attribute<'c> {
        let raw: Vec<_> = elements.iter().map(|element| element.to_raw()).collect();
        unsafe { Attribute::from_raw(mlirArrayAttrGet(self.context.to_raw(), raw.len() as isize, raw.as_ptr())) }
    }

    pub fn strings<T: AsRef<str>>(&self, texts: &[T]) -> Attribute<'c> {
        let elements: Vec<_> = texts.iter().map(|text| self.string(text.as_ref())).collect();
        self.array(&elements)
    }

    pub fn dense_i64(&self, values: &[i64]) -> Attribute<'c> {
        unsafe {
            Attribute::from_raw(mlirDenseI64ArrayGet(self.context.to_raw(), values.len() as isize, values.as_ptr()))
        }
    }

    pub fn dense_i32(&self, values: &[i32]) -> Attribute<'c> {
        unsafe {
            Attribute::from_raw(mlirDenseI32ArrayGet(self.context.to_raw(), values.len() as isize, values.as_ptr()))
        }
    }

    pub fn dense_f64(&self, values: &[f64]) -> Attribute<'c> {
        unsafe {
            Attribute::from_raw(mlirDenseF64ArrayGet(self.context.to_raw(), values.len() as isize, values.as_ptr()))
        }
    }

    pub fn dense_f32(&self, values: &[f32]) -> Attribute<'c> {
        unsafe {
            Attribute::from_raw(mlirDenseF32ArrayGet(self.context.to_raw(), values.len() as isize, values.as_ptr()))
        }
    }

    pub fn function_type(&self, inputs: &[Type<'c>], results: &[Type<'c>]) -> Type<'c> {
        let inputs: Vec<_> = inputs.iter().map(|ty| ty.to_raw()).collect();
        let results: Vec<_> = results.iter().map(|ty| ty.to_raw()).collect();
        unsafe {
            Type::from_raw(mlirFunctionTypeGet(
                self.context.to_raw(),
                inputs.len() as isize,
                inputs.as_ptr(),
                results.len() as isize,
                results.as_ptr(),
            ))
        }
    }

    /// `arith.constant` of an integer type without sign.
    pub fn constant_int(&self, ty: Type<'c>, value: i64) -> Value<'c> {
        self.op("arith.constant").attribute("value", self.integer(ty, value)).result(ty).value()
    }

    pub fn constant_i64(&self, value: i64) -> Value<'c> {
        self.constant_int(self.i64(), value)
    }

    pub fn constant_bool(&self, value: bool) -> Value<'c> {
        self.constant_int(self.i1(), value.into())
    }

    pub fn constant_float(&self, ty: Type<'c>, value: f64) -> Value<'c> {
        self.op("arith.constant").attribute("value", self.float(ty, value)).result(ty).value()
    }

    /// An operation of two operands of one type with a result of the same type.
    pub fn binary(&self, name: &'static str, lhs: Value<'c>, rhs: Value<'c>) -> Value<'c> {
        self.op(name).operand(lhs).operand(rhs).result(lhs.ty()).value()
    }

    /// An operation of one operand with a result of the same type.
    pub fn unary(&self, name: &'static str, operand: Value<'c>) -> Value<'c> {
        self.op(name).operand(operand).result(operand.ty()).value()
    }

    /// An operation that converts its operand.
    pub fn convert(&self, name: &'static str, operand: Value<'c>, ty: Type<'c>) -> Value<'c> {
        self.op(name).operand(operand).result(ty).value()
    }

    /// `arith.cmpi`; predicates are [`Predicate`]s.
    pub fn compare_int(&self, predicate: Predicate, lhs: Value<'c>, rhs: Value<'c>) -> Value<'c> {
        let predicate = self.integer(self.i64(), predicate as i64);
        self.op("arith.cmpi").attribute("predicate", predicate).operand(lhs).operand(rhs).result(self.i1()).value()
    }

    /// `arith.cmpf`.
    pub fn compare_float(&self, predicate: FloatPredicate, lhs: Value<'c>, rhs: Value<'c>) -> Value<'c> {
        let predicate = self.integer(self.i64(), predicate as i64);
        self.op("arith.cmpf").attribute("predicate", predicate).operand(lhs).operand(rhs).result(self.i1()).value()
    }

    /// `arith.select`.
    pub fn select(&self, condition: Value<'c>, yes: Value<'c>, no: Value<'c>) -> Value<'c> {
        self.op("arith.select").operand(condition).operand(yes).operand(no).result(yes.ty()).value()
    }

    /// `cf.br`.
    pub fn branch(&self, block: Block<'c>, arguments: impl IntoIterator<Item = Value<'c>>) -> Operation<'c> {
        self.op("cf.br").operands(arguments).successor(block).insert()
    }

    /// `cf.cond_br`.
    pub fn conditional_branch(
        &self,
        condition: Value<'c>,
        yes: (Block<'c>, &[Value<'c>]),
        no: (Block<'c>, &[Value<'c>]),
    ) -> Operation<'c> {
        self.op("cf.cond_br")
            .operand(condition)
            .operands(yes.1.iter().copied())
            .operands(no.1.iter().copied())
            .successor(yes.0)
            .successor(no.0)
            .attribute("operandSegmentSizes", self.dense_i32(&[1, yes.1.len() as i32, no.1.len() as i32]))
            .insert()
    }
}

/// Predicates of `arith.cmpi`, by their numbers there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Predicate {
    Eq = 0,
    Ne = 1,
    Slt = 2,
    Sle = 3,
    Sgt = 4,
    Sge = 5,
    Ult = 6,
    Ule = 7,
    Ugt = 8,
    Uge = 9,
}

/// Predicates of `arith.cmpf`: ordered, and unordered not-equal, as Python's comparisons are; whether there is an order; and those that hold also
/// where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatPredicate {
    Oeq = 1,
    Ogt = 2,
    Oge = 3,
    Olt = 4,
    Ole = 5,
    Ord = 7,
    Ugt = 9,
    Ult = 11,
    Une = 13,
    Uno = 14,
}

pub fn is_unit(attribute: Attribute) -> bool {
    unsafe { mlirAttributeIsAUnit(attribute.to_raw()) }
}

/// The value of a boolean attribute.
pub fn boolean_value(attribute: Attribute) -> Option<bool> {
    unsafe { mlirAttributeIsABool(attribute.to_raw()).then(|| mlirBoolAttrGetValue(attribute.to_raw())) }
}

/// The type and the value of an integer attribute; an unsigned value by its bits.
pub fn integer_value<'c>(attribute: Attribute<'c>) -> Option<(Type<'c>, i64)> {
    let raw = attribute.to_raw();
    unsafe {
        if !mlirAttributeIsAInteger(raw) {
            return None;
        }
        let ty = mlirAttributeGetType(raw);
        let value = if mlirIntegerTypeIsUnsigned(ty) {
            mlirIntegerAttrGetValueUInt(raw).cast_signed()
        } else if mlirIntegerTypeIsSigned(ty) {
            mlirIntegerAttrGetValueSInt(raw)
        } else {
            mlirIntegerAttrGetValueInt(raw)
        };
        Some((Type::from_raw(ty), value))
    }
}

/// The type and the value of a float attribute.
pub fn float_value<'c>(attribute: Attribute<'c>) -> Option<(Type<'c>, f64)> {
    let raw = attribute.to_raw();
    unsafe {
        mlirAttributeIsAFloat(raw)
            .then(|| (Type::from_raw(mlirAttributeGetType(raw)), mlirFloatAttrGetValueDouble(raw)))
    }
}

/// The type in a type attribute.
pub fn type_value<'c>(attribute: Attribute<'c>) -> Option<Type<'c>> {
    unsafe {
        mlirAttributeIsAType(attribute.to_raw()).then(|| Type::from_raw(mlirTypeAttrGetValue(attribute.to_raw())))
    }
}

/// The elements of an array attribute.
pub fn array_elements<'c>(attribute: Attribute<'c>) -> Option<Vec<Attribute<'c>>> {
    let raw = attribute.to_raw();
    unsafe {
        mlirAttributeIsAArray(raw).then(|| {
            let count = mlirArrayAttrGetNumElements(raw);
            (0..count).map(|index| Attribute::from_raw(mlirArrayAttrGetElement(raw, index))).collect()
        })
    }
}

/// The numbers of an `array<i64: …>`.
pub fn dense_i64_values(attribute: Attribute) -> Option<Vec<i64>> {
    let raw = attribute.to_raw();
    unsafe {
        mlirAttributeIsADenseI64Array(raw).then(|| {
            let count = mlirDenseArrayGetNumElements(raw);
            (0..count).map(|index| mlirDenseI64ArrayGetElement(raw, index)).collect()
        })
    }
}

/// The numbers of an `array<f64: …>`.
pub fn dense_f64_values(attribute: Attribute) -> Option<Vec<f64>> {
    let raw = attribute.to_raw();
    unsafe {
        mlirAttributeIsADenseF64Array(raw).then(|| {
            let count = mlirDenseArrayGetNumElements(raw);
            (0..count).map(|index| mlirDenseF64ArrayGetElement(raw, index)).collect()
        })
    }
}

/// The numbers of an `array<f32: …>`.
pub fn dense_f32_values(attribute: Attribute) -> Option<Vec<f32>> {
    let raw = attribute.to_raw();
    unsafe {
        mlirAttributeIsADenseF32Array(raw).then(|| {
            let count = mlirDenseArrayGetNumElements(raw);
            (0..count).map(|index| mlirDenseF32ArrayGetElement(raw, index)).collect()
        })
    }
}

/// The types of a function type's parameters.
pub fn function_inputs<'c>(ty: Type<'c>) -> Vec<Type<'c>> {
    let raw = ty.to_raw();
    unsafe {
        if !mlirTypeIsAFunction(raw) {
            return Vec::new();
        }
        let count = mlirFunctionTypeGetNumInputs(raw);
        (0..count).map(|index| Type::from_raw(mlirFunctionTypeGetInput(raw, index))).collect()
    }
}

/// The types of a function type's results.
pub fn function_results<'c>(ty: Type<'c>) -> Vec<Type<'c>> {
    let raw = ty.to_raw();
    unsafe {
        if !mlirTypeIsAFunction(raw) {
            return Vec::new();
        }
        let count = mlirFunctionTypeGetNumResults(raw);
        (0..count).map(|index| Type::from_raw(mlirFunctionTypeGetResult(raw, index))).collect()
    }
}
