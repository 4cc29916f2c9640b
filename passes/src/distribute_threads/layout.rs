//! The kernel as a whole: its points, what lives across them, and where that is kept.

use super::{
    invariant::Invariants,
    points::{self, Point, live_in},
    uniform::Variance,
};
use crate::{
    blocks::reverse_post_order,
    nd_to_llvm::emit::{Emit, Known, parsed},
};
use melior::ir::{Attribute, Type, TypeLike, r#type::IntegerType};
use numlir_dialects::{
    Block, Builder, Operation, Value,
    build::{array_elements, integer_value},
};
use numlir_grammar::diagnostic::{Diagnostic, Kind};
use rustc_hash::FxHashMap;

/// A place in the memory of each thread: where it begins in units of bytes for all threads, and its size. The elements of
/// all threads follow one another.
#[derive(Clone, Copy)]
pub struct Slot {
    pub offset: u64,
    pub size: u64,
}

/// What a collective operation takes and gives, as slots.
#[derive(Default)]
pub struct Exchange {
    pub operands: Vec<Slot>,
    pub results: Vec<Option<Slot>>,
}

pub struct Kernel<'c, 'm> {
    pub known: &'m Known<'c>,
    pub function: Operation<'c>,
    pub name: &'c str,
    pub points: Vec<Point<'c>>,
    /// The block that a collective operation ends, with the operation and the number of its point.
    pub ends: FxHashMap<Block<'c>, (Operation<'c>, usize)>,
    pub variance: Variance<'c>,
    /// What lives at the beginning of each region, in the order of the program.
    pub live: Vec<Vec<Value<'c>>>,
    /// Values that are computed from the thread's place and the kernel's arguments alone.
    invariant: Invariants<'c>,
    /// Where values that live across a point are kept; of a uniform one in the block's second form.
    pub slots: FxHashMap<Value<'c>, Slot>,
    pub exchanges: Vec<Exchange>,
    /// Bytes of all slots, for each thread.
    pub bytes: u64,
    /// Static shared memory: offsets by number, and bytes in all.
    pub shared: FxHashMap<i64, u64>,
    pub shared_bytes: u64,
    /// Arrays of each thread's own: slots by number.
    pub local: FxHashMap<i64, Slot>,
    /// Whether threads between two points can be run on vectors. Memory on the stack is shared by the loop's iterations.
    pub parallel: bool,
    /// Whether the runtime is told of accesses and barriers, so that it finds races.
    pub debug: bool,
    /// The group of a region's accesses to memory, and the mark of loops whose iterations' accesses of this group are
    /// independent.
    pub group: Attribute<'c>,
    pub independent: Attribute<'c>,
}

impl<'c, 'm> Kernel<'c, 'm> {
    /// Splits the kernel at its points and finds what lives across them.
    ///
    /// # Errors
    /// An internal one where a value cannot be kept.
    pub fn new(known: &'m Known<'c>, function: Operation<'c>, debug: bool) -> Result<Self, Vec<Diagnostic>> {
        let points = points::split(known.context, function.region(0));
        let order = reverse_post_order(function.region(0));
        let mut ends = FxHashMap::default();
        for (number, point) in points.iter().enumerate() {
            if let Some(operation) = point.operation {
                ends.insert(operation.block().expect("it stands in a block"), (operation, number));
            }
        }
        let variance = Variance::of(&order);
        let operations = || order.iter().flat_map(|block| block.operations());
        let parallel = !operations().any(|operation| operation.is("llvm.alloca"));
        // One text, so that both mean the same group.
        let marks = "[#llvm.access_group<id = distinct[0]<>>, \
                     #llvm.loop_annotation<parallelAccesses = #llvm.access_group<id = distinct[0]<>>>]";
        let marks = array_elements(parsed(known.context, marks)).expect("attributes of llvm");
        let mut kernel = Self {
            known,
            function,
            name: function.text("sym_name"),
            points,
            ends,
            variance,
            live: Vec::new(),
            invariant: Invariants::of(&order),
            slots: FxHashMap::default(),
            exchanges: Vec::new(),
            bytes: 0,
            shared: FxHashMap::default(),
            shared_bytes: 0,
            local: FxHashMap::default(),
            parallel,
            debug,
            group: marks[0],
            independent: marks[1],
        };
        let mut positions: FxHashMap<Value<'c>, usize> = FxHashMap::default();
        for block in &order {
            let count = positions.len();
            positions.extend(block.arguments().enumerate().map(|(index, argument)| (argument, count + index)));
            for operation in block.operations() {
                kernel.place_memory(operation);
                for result in operation.results() {
                    positions.insert(result, positions.len());
                }
            }
        }
        let live = live_in(&order);
        for point in 0..kernel.points.len() {
            let start = kernel.points[point].start;
            let values = live.get(&start).into_iter().flatten().copied();
            let mut values: Vec<_> = values.filter(|value| !kernel.is_invariant(*value)).collect();
            values.sort_by_key(|value| positions[value]);
            for value in &values {
                kernel.keep(*value)?;
            }
            kernel.live.push(values);
        }
        for point in 0..kernel.points.len() {
            let exchange = kernel.exchange(kernel.points[point])?;
            kernel.exchanges.push(exchange);
        }
        Ok(kernel)
    }

    pub fn is_invariant(&self, value: Value<'c>) -> bool {
        self.invariant.contains(value)
    }

    pub fn is_uniform(&self, value: Value<'c>) -> bool {
        !self.variance.values.contains(&value)
    }

    /// The uniform values that live at the beginning of a region or, of all of them, at any.
    pub fn uniform_at(&self, point: usize) -> Vec<Value<'c>> {
        self.live[point].iter().copied().filter(|value| self.is_uniform(*value)).collect()
    }

    /// Finds a place for an array of the block's or of each thread's.
    fn place_memory(&mut self, operation: Operation<'c>) {
        if !operation.is("simt.memory") {
            return;
        }
        let number = |name| operation.attribute(name).and_then(integer_value).map_or(0, |(_, value)| value);
        let (memory, bytes, alignment) = (number("number"), number("bytes") as u64, number("alignment") as u64);
        match operation.text("space") {
            "shared" if !self.shared.contains_key(&memory) => {
                let offset = self.shared_bytes.next_multiple_of(alignment);
                self.shared.insert(memory, offset);
                self.shared_bytes = offset + bytes;
            }
            "local" if !self.local.contains_key(&memory) => {
                let slot = self.slot(bytes.next_multiple_of(alignment));
                self.local.insert(memory, slot);
            }
            _ => {}
        }
    }

    fn slot(&mut self, size: u64) -> Slot {
        let offset = self.bytes.next_multiple_of(size.clamp(1, 16));
        self.bytes = offset + size;
        Slot { offset, size }
    }

    fn keep(&mut self, value: Value<'c>) -> Result<(), Vec<Diagnostic>> {
        if !self.slots.contains_key(&value) {
            let slot = self.slot_of_type(value.ty())?;
            self.slots.insert(value, slot);
        }
        Ok(())
    }

    fn slot_of_type(&mut self, ty: Type<'c>) -> Result<Slot, Vec<Diagnostic>> {
        let Some(size) = size_of(ty) else {
            let message = format!("a value of type {ty} cannot be kept across a barrier");
            return Err(vec![Diagnostic::new(Kind::Internal, "distribute-threads", message)]);
        };
        Ok(self.slot(size))
    }

    fn exchange(&mut self, point: Point<'c>) -> Result<Exchange, Vec<Diagnostic>> {
        let Some(operation) = point.operation else { return Ok(Exchange::default()) };
        let operands = operation.operands().map(|operand| self.slot_of_type(operand.ty()));
        let operands = operands.collect::<Vec<_>>().into_iter().collect::<Result<_, _>>()?;
        let results = operation.results().map(|result| self.slots.get(&result).copied()).collect();
        Ok(Exchange { operands, results })
    }
}

/// The size of a value in memory, in bytes.
pub fn size_of(ty: Type) -> Option<u64> {
    if let Ok(integer) = IntegerType::try_from(ty) {
        return Some(u64::from(integer.width().div_ceil(8)).next_power_of_two());
    }
    match ty.to_string().as_str() {
        "f16" => Some(2),
        "f32" => Some(4),
        "f64" | "index" | "!llvm.ptr" => Some(8),
        _ => None,
    }
}

/// The integer that a constant of either dialect is.
pub fn constant(value: Value) -> Option<i64> {
    let definition = value.defining_operation()?;
    if !definition.is("arith.constant") && !definition.is("llvm.mlir.constant") {
        return None;
    }
    definition.attribute("value").and_then(integer_value).map(|(_, value)| value)
}

/// The type in which a value goes to memory and between functions.
pub fn kept_type<'c>(builder: &Builder<'c>, ty: Type<'c>) -> Type<'c> {
    if ty.is_index() {
        builder.i64()
    } else if ty == builder.i1() {
        builder.integer_type(8)
    } else {
        ty
    }
}

/// A value as it goes to memory and between functions.
pub fn pack<'c>(emit: &Emit<'c, '_>, value: Value<'c>) -> Value<'c> {
    let builder = &emit.builder;
    if value.ty().is_index() {
        builder.convert("arith.index_cast", value, builder.i64())
    } else if value.ty() == builder.i1() {
        emit.bool_to_byte(value)
    } else {
        value
    }
}

/// The value that was packed, of a type.
pub fn unpack<'c>(emit: &Emit<'c, '_>, value: Value<'c>, ty: Type<'c>) -> Value<'c> {
    let builder = &emit.builder;
    if ty.is_index() {
        builder.convert("arith.index_cast", value, ty)
    } else if ty == builder.i1() {
        emit.byte_to_bool(value)
    } else {
        value
    }
}
