//! The wall around MLIR: small copyable handles with the few operations that passes need.
//!
//! A handle is a pointer into the IR of a context `'c`. What it names ends by [`Operation::erase`] and [`Block::erase`], and by
//! [`Region::take_body`]; its memory stays until the pass that erased it is done ([`crate::erased`]).

#![allow(unsafe_code)]

use crate::erased;
use melior::{
    Context, StringRef,
    ir::{Attribute, AttributeLike, Identifier, Location, Type, TypeLike},
};
use mlir_sys::*;
use rustc_hash::FxHashSet;
use std::marker::PhantomData;

macro_rules! handle {
    ($(#[$meta:meta])* $name:ident, $raw:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy)]
        pub struct $name<'c> {
            raw: $raw,
            context: PhantomData<&'c Context>,
        }

        impl<'c> $name<'c> {
            /// # Safety
            /// The pointer is valid and belongs to the context `'c`.
            pub unsafe fn from_raw(raw: $raw) -> Self {
                Self { raw, context: PhantomData }
            }

            pub fn to_raw(self) -> $raw {
                self.live()
            }

            /// The pointer, of what is still in the IR: a handle to what was erased is a fault of the pass that holds it.
            #[inline]
            #[track_caller]
            fn live(self) -> $raw {
                erased::check(self.raw.ptr as usize, stringify!($name));
                self.raw
            }

            #[allow(dead_code)]
            fn optional(raw: $raw) -> Option<Self> {
                (!raw.ptr.is_null()).then_some(Self { raw, context: PhantomData })
            }
        }

        impl PartialEq for $name<'_> {
            fn eq(&self, other: &Self) -> bool {
                self.raw.ptr == other.raw.ptr
            }
        }

        impl Eq for $name<'_> {}

        impl std::hash::Hash for $name<'_> {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                (self.raw.ptr as usize).hash(state);
            }
        }
    };
}

handle!(
    /// An operation in a block, or a module.
    Operation, MlirOperation
);
handle!(
    /// A block in a region.
    Block, MlirBlock
);
handle!(
    /// A region of an operation.
    Region, MlirRegion
);
handle!(
    /// A result of an operation or an argument of a block.
    Value, MlirValue
);

impl<'c> Value<'c> {
    pub fn ty(self) -> Type<'c> {
        unsafe { Type::from_raw(mlirValueGetType(self.live())) }
    }

    pub fn set_type(self, ty: Type<'c>) {
        unsafe { mlirValueSetType(self.live(), ty.to_raw()) }
    }

    /// The operation this is a result of.
    pub fn defining_operation(self) -> Option<Operation<'c>> {
        unsafe { mlirValueIsAOpResult(self.live()).then(|| Operation::from_raw(mlirOpResultGetOwner(self.live()))) }
    }

    /// The position among the results of the operation, or among the arguments of the block.
    pub fn position(self) -> usize {
        unsafe {
            if mlirValueIsAOpResult(self.live()) {
                mlirOpResultGetResultNumber(self.live()) as usize
            } else {
                mlirBlockArgumentGetArgNumber(self.live()) as usize
            }
        }
    }

    /// The block this is an argument of.
    pub fn owner_block(self) -> Option<Block<'c>> {
        unsafe {
            mlirValueIsABlockArgument(self.live()).then(|| Block::from_raw(mlirBlockArgumentGetOwner(self.live())))
        }
    }

    pub fn location(self) -> Location<'c> {
        unsafe { Location::from_raw(mlirValueGetLocation(self.live())) }
    }

    /// Every use becomes a use of the other value.
    pub fn replace_all_uses(self, with: Value<'c>) {
        unsafe { mlirValueReplaceAllUsesOfWith(self.live(), with.live()) }
    }

    /// The operations that use this value with the operand's position, most recent use first.
    pub fn uses(self) -> Vec<(Operation<'c>, usize)> {
        let mut uses = Vec::new();
        unsafe {
            let mut operand = mlirValueGetFirstUse(self.live());
            while !mlirOpOperandIsNull(operand) {
                let owner = Operation::from_raw(mlirOpOperandGetOwner(operand));
                uses.push((owner, mlirOpOperandGetOperandNumber(operand) as usize));
                operand = mlirOpOperandGetNextUse(operand);
            }
        }
        uses
    }

    pub fn has_uses(self) -> bool {
        unsafe { numlirValueHasUses(self.live()) }
    }
}

impl<'c> Operation<'c> {
    /// The full name, such as `py.binary`.
    pub fn name(self) -> &'c str {
        unsafe {
            let text = mlirIdentifierStr(mlirOperationGetName(self.live()));
            str_of(text)
        }
    }

    pub fn is(self, name: &str) -> bool {
        self.name() == name
    }

    pub fn location(self) -> Location<'c> {
        unsafe { Location::from_raw(mlirOperationGetLocation(self.live())) }
    }

    pub fn operand_count(self) -> usize {
        unsafe { mlirOperationGetNumOperands(self.live()) as usize }
    }

    pub fn operand(self, index: usize) -> Value<'c> {
        assert!(index < self.operand_count(), "{} has no operand {index}", self.name());
        unsafe { Value::from_raw(mlirOperationGetOperand(self.live(), index as isize)) }
    }

    pub fn operands(self) -> impl ExactSizeIterator<Item = Value<'c>> {
        (0..self.operand_count()).map(move |index| self.operand(index))
    }

    pub fn set_operand(self, index: usize, value: Value<'c>) {
        assert!(index < self.operand_count(), "{} has no operand {index}", self.name());
        unsafe { mlirOperationSetOperand(self.live(), index as isize, value.live()) }
    }

    pub fn set_operands(self, values: &[Value<'c>]) {
        let raw: Vec<_> = values.iter().map(|value| value.live()).collect();
        unsafe { mlirOperationSetOperands(self.live(), raw.len() as isize, raw.as_ptr()) }
    }

    pub fn result_count(self) -> usize {
        unsafe { mlirOperationGetNumResults(self.live()) as usize }
    }

    pub fn result(self, index: usize) -> Value<'c> {
        assert!(index < self.result_count(), "{} has no result {index}", self.name());
        unsafe { Value::from_raw(mlirOperationGetResult(self.live(), index as isize)) }
    }

    pub fn results(self) -> impl ExactSizeIterator<Item = Value<'c>> {
        (0..self.result_count()).map(move |index| self.result(index))
    }

    pub fn region_count(self) -> usize {
        unsafe { mlirOperationGetNumRegions(self.live()) as usize }
    }

    pub fn region(self, index: usize) -> Region<'c> {
        assert!(index < self.region_count(), "{} has no region {index}", self.name());
        unsafe { Region::from_raw(mlirOperationGetRegion(self.live(), index as isize)) }
    }

    pub fn successor_count(self) -> usize {
        unsafe { mlirOperationGetNumSuccessors(self.live()) as usize }
    }

    pub fn successor(self, index: usize) -> Block<'c> {
        assert!(index < self.successor_count(), "{} has no successor {index}", self.name());
        unsafe { Block::from_raw(mlirOperationGetSuccessor(self.live(), index as isize)) }
    }

    pub fn successors(self) -> impl ExactSizeIterator<Item = Block<'c>> {
        (0..self.successor_count()).map(move |index| self.successor(index))
    }

    pub fn set_successor(self, index: usize, block: Block<'c>) {
        assert!(index < self.successor_count(), "{} has no successor {index}", self.name());
        unsafe { mlirOperationSetSuccessor(self.live(), index as isize, block.live()) }
    }

    pub fn attribute(self, name: &str) -> Option<Attribute<'c>> {
        unsafe {
            let raw = mlirOperationGetAttributeByName(self.live(), StringRef::new(name).to_raw());
            (!raw.ptr.is_null()).then(|| Attribute::from_raw(raw))
        }
    }

    /// The text of a string or symbol attribute; empty where there is none.
    pub fn text(self, name: &str) -> &'c str {
        self.attribute(name).and_then(attribute_text).unwrap_or("")
    }

    pub fn set_attribute(self, name: &str, attribute: Attribute<'c>) {
        unsafe { mlirOperationSetAttributeByName(self.live(), StringRef::new(name).to_raw(), attribute.to_raw()) }
    }

    pub fn remove_attribute(self, name: &str) {
        unsafe {
            mlirOperationRemoveAttributeByName(self.live(), StringRef::new(name).to_raw());
        }
    }

    /// All attributes, inherent and discardable.
    pub fn attributes(self) -> Vec<(Identifier<'c>, Attribute<'c>)> {
        unsafe {
            (0..mlirOperationGetNumAttributes(self.live()))
                .map(|index| {
                    let named = mlirOperationGetAttribute(self.live(), index);
                    (Identifier::from_raw(named.name), Attribute::from_raw(named.attribute))
                })
                .collect()
        }
    }

    pub fn set_location(self, location: Location<'c>) {
        unsafe { mlirOperationSetLocation(self.live(), location.to_raw()) }
    }

    pub fn next(self) -> Option<Operation<'c>> {
        Self::optional(unsafe { mlirOperationGetNextInBlock(self.live()) })
    }

    pub fn block(self) -> Option<Block<'c>> {
        Block::optional(unsafe { mlirOperationGetBlock(self.live()) })
    }

    pub fn parent(self) -> Option<Operation<'c>> {
        Self::optional(unsafe { mlirOperationGetParentOperation(self.live()) })
    }

    pub fn move_before(self, other: Operation<'c>) {
        unsafe { mlirOperationMoveBefore(self.live(), other.live()) }
    }

    /// Marks an `llvm.getelementptr` as staying within its memory block.
    pub fn set_in_bounds(self) {
        assert!(self.is("llvm.getelementptr"));
        unsafe { numlirSetInBounds(self.live()) }
    }

    /// Marks an `llvm.add`, `llvm.sub` or `llvm.mul` as never overflowing as a signed number.
    pub fn set_no_signed_wrap(self) {
        assert!(matches!(self.name(), "llvm.add" | "llvm.sub" | "llvm.mul"));
        unsafe { numlirSetNoSignedWrap(self.live()) }
    }

    /// Whether the IR below is well formed. Diagnostics go to the context's handlers.
    pub fn verify(self) -> bool {
        unsafe { mlirOperationVerify(self.live()) }
    }

    /// Takes the operation out of the IR, with its regions. Whoever still holds a handle to it or to its results must not use it;
    /// uses of its results that are left are dropped.
    pub fn erase(self) {
        unsafe { erased::end_operation(self.live()) }
    }

    /// A detached copy with its regions.
    pub fn clone_detached(self) -> Operation<'c> {
        unsafe { Operation::from_raw(mlirOperationClone(self.live())) }
    }

    /// The IR as text, with locations where asked for.
    pub fn print(self, locations: bool) -> String {
        unsafe {
            let flags = mlirOpPrintingFlagsCreate();
            if locations {
                mlirOpPrintingFlagsEnableDebugInfo(flags, true, false);
            }
            let mut text = String::new();
            mlirOperationPrintWithFlags(self.live(), flags, Some(append), (&raw mut text).cast());
            mlirOpPrintingFlagsDestroy(flags);
            text
        }
    }
}

unsafe extern "C" fn append(piece: MlirStringRef, text: *mut std::ffi::c_void) {
    let text = unsafe { &mut *text.cast::<String>() };
    text.push_str(&String::from_utf8_lossy(unsafe { bytes_of(piece) }));
}

impl<'c> Block<'c> {
    /// A new block at the end of a region.
    pub fn append(region: Region<'c>, arguments: &[(Type<'c>, Location<'c>)]) -> Self {
        let types: Vec<_> = arguments.iter().map(|(ty, _)| ty.to_raw()).collect();
        let locations: Vec<_> = arguments.iter().map(|(_, location)| location.to_raw()).collect();
        unsafe {
            let raw = mlirBlockCreate(types.len() as isize, types.as_ptr(), locations.as_ptr());
            mlirRegionAppendOwnedBlock(region.live(), raw);
            Self::from_raw(raw)
        }
    }

    /// A new block right behind this one.
    pub fn insert_after(self, arguments: &[(Type<'c>, Location<'c>)]) -> Self {
        let types: Vec<_> = arguments.iter().map(|(ty, _)| ty.to_raw()).collect();
        let locations: Vec<_> = arguments.iter().map(|(_, location)| location.to_raw()).collect();
        unsafe {
            let raw = mlirBlockCreate(types.len() as isize, types.as_ptr(), locations.as_ptr());
            mlirRegionInsertOwnedBlockAfter(self.region().live(), self.live(), raw);
            Self::from_raw(raw)
        }
    }

    pub fn region(self) -> Region<'c> {
        unsafe { Region::from_raw(numlirBlockGetRegion(self.live())) }
    }

    pub fn parent(self) -> Operation<'c> {
        unsafe { Operation::from_raw(mlirBlockGetParentOperation(self.live())) }
    }

    pub fn argument_count(self) -> usize {
        unsafe { mlirBlockGetNumArguments(self.live()) as usize }
    }

    pub fn argument(self, index: usize) -> Value<'c> {
        assert!(index < self.argument_count(), "the block has no argument {index}");
        unsafe { Value::from_raw(mlirBlockGetArgument(self.live(), index as isize)) }
    }

    pub fn arguments(self) -> impl ExactSizeIterator<Item = Value<'c>> {
        (0..self.argument_count()).map(move |index| self.argument(index))
    }

    pub fn add_argument(self, ty: Type<'c>, location: Location<'c>) -> Value<'c> {
        unsafe { Value::from_raw(mlirBlockAddArgument(self.live(), ty.to_raw(), location.to_raw())) }
    }

    /// Removes an argument that has no uses left.
    pub fn erase_argument(self, index: usize) {
        assert!(!self.argument(index).has_uses(), "the argument is still used");
        unsafe { mlirBlockEraseArgument(self.live(), index as u32) }
    }

    pub fn first(self) -> Option<Operation<'c>> {
        Operation::optional(unsafe { mlirBlockGetFirstOperation(self.live()) })
    }

    /// The last operation, if it is a terminator.
    pub fn terminator(self) -> Option<Operation<'c>> {
        Operation::optional(unsafe { mlirBlockGetTerminator(self.live()) })
    }

    /// The operations. The next one is looked up before the present is handed out, so that one may be erased.
    pub fn operations(self) -> impl Iterator<Item = Operation<'c>> {
        let mut next = self.first();
        std::iter::from_fn(move || {
            let current = next?;
            next = current.next();
            Some(current)
        })
    }

    pub fn next(self) -> Option<Block<'c>> {
        Self::optional(unsafe { mlirBlockGetNextInRegion(self.live()) })
    }

    /// Moves all operations from this one on to the end of this block.
    pub fn take_from(self, first: Operation<'c>) {
        let source = first.block().expect("an operation in a block");
        unsafe { numlirBlockSplice(self.live(), source.live(), first.live()) }
    }

    /// Takes the block with its operations out of the IR. No handle into it may be used afterwards; uses of what it
    /// defines that are left are dropped.
    pub fn erase(self) {
        while let Some(operation) = self.first() {
            operation.erase();
        }
        unsafe { erased::end_block(self.live()) }
    }
}

impl<'c> Region<'c> {
    /// Moves all blocks of the other region here; what was here is erased.
    pub fn take_body(self, other: Region<'c>) {
        self.blocks().for_each(Block::erase);
        unsafe { mlirRegionTakeBody(self.live(), other.live()) }
    }

    pub fn first_block(self) -> Option<Block<'c>> {
        Block::optional(unsafe { mlirRegionGetFirstBlock(self.live()) })
    }

    pub fn blocks(self) -> impl Iterator<Item = Block<'c>> {
        let mut next = self.first_block();
        std::iter::from_fn(move || {
            let current = next?;
            next = current.next();
            Some(current)
        })
    }

    /// The blocks that are reached from the first, each after those reached through it. In reverse, dominators come first.
    pub fn postorder(self) -> Vec<Block<'c>> {
        let mut order = Vec::new();
        let mut stack: Vec<_> = self.first_block().into_iter().map(|entry| (entry, 0)).collect();
        let mut seen: FxHashSet<_> = self.first_block().into_iter().collect();
        while let Some((block, tried)) = stack.last_mut() {
            let branch = block.terminator().filter(|terminator| *tried < terminator.successor_count());
            let Some(terminator) = branch else {
                order.push(*block);
                stack.pop();
                continue;
            };
            let target = terminator.successor(*tried);
            *tried += 1;
            if seen.insert(target) {
                stack.push((target, 0));
            }
        }
        order
    }
}

/// Whether a string attribute is of bytes, each a character of its text ([`crate::Builder::byte_string`]).
pub fn is_bytes(attribute: Attribute) -> bool {
    // SAFETY: the attribute is alive.
    unsafe {
        let raw = attribute.to_raw();
        let ty = mlirAttributeGetType(raw);
        mlirAttributeIsAString(raw) && crate::convert::is_bytes(melior::ir::Type::from_raw(ty))
    }
}

/// The text of a string or flat symbol attribute.
pub fn attribute_text<'c>(attribute: Attribute<'c>) -> Option<&'c str> {
    unsafe {
        let raw = attribute.to_raw();
        if mlirAttributeIsAString(raw) {
            Some(str_of(mlirStringAttrGetValue(raw)))
        } else if mlirAttributeIsAFlatSymbolRef(raw) {
            Some(str_of(mlirFlatSymbolRefAttrGetValue(raw)))
        } else {
            None
        }
    }
}

/// # Safety
/// The text lives as long as `'a`; MLIR's strings of identifiers and attributes live as long as their context.
unsafe fn str_of<'a>(text: MlirStringRef) -> &'a str {
    // All strings that we hand to MLIR are UTF-8, and so are its own names.
    std::str::from_utf8(unsafe { bytes_of(text) }).unwrap_or("")
}

unsafe fn bytes_of<'a>(text: MlirStringRef) -> &'a [u8] {
    if text.data.is_null() || text.length == 0 {
        return &[];
    }
    unsafe { std::slice::from_raw_parts(text.data.cast(), text.length) }
}

unsafe extern "C" {
    fn numlirBlockSplice(target: MlirBlock, source: MlirBlock, first: MlirOperation);
    fn numlirBlockGetRegion(block: MlirBlock) -> MlirRegion;
    fn numlirValueHasUses(value: MlirValue) -> bool;
    fn numlirSetInBounds(operation: MlirOperation);
    fn numlirSetNoSignedWrap(operation: MlirOperation);
}

/// Whether an attribute is a flat symbol reference.
pub fn is_symbol(attribute: Attribute) -> bool {
    unsafe { mlirAttributeIsAFlatSymbolRef(attribute.to_raw()) }
}
