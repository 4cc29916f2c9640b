//! Loops over the elements of arrays: `scf` operations by closures, the memory that an input of a whole-array operation
//! reads along each axis, and the regions of such operations written out for one place or for eight.

use crate::{
    code::Code,
    extent::{array_type, known},
    independent::{in_order, one_by_one},
};
use melior::ir::{Attribute, Type as MlirType, TypeLike, attribute::DenseI32ArrayAttribute};
use numlir_dialects::{
    Block, Builder, Operation, Predicate, Region, Value,
    types::{Array, Layout, Scalar},
};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

pub type List<'c> = SmallVec<[Value<'c>; 4]>;

/// `structured control flow`: the builder stands behind the operation afterwards.
impl<'c> Code<'_, 'c> {
    /// A loop from `lower` to `upper` that carries values; gives their last ones.
    pub fn repeat(
        &mut self,
        [lower, upper, step]: [Value<'c>; 3],
        carried: &[Value<'c>],
        body: impl FnOnce(&mut Self, Value<'c>, &[Value<'c>]) -> List<'c>,
    ) -> List<'c> {
        self.annotated_loop([lower, upper, step], (carried, None), body)
    }

    /// The same loop, which LLVM is to leave as it is: it would gain nothing from being vectorised or unrolled.
    pub fn repeat_plainly(
        &mut self,
        bounds: [Value<'c>; 3],
        carried: &[Value<'c>],
        body: impl FnOnce(&mut Self, Value<'c>, &[Value<'c>]) -> List<'c>,
    ) -> List<'c> {
        let annotation = in_order(self.builder.context);
        self.annotated_loop(bounds, (carried, Some(annotation)), body)
    }

    /// The same loop, which LLVM vectorises, but makes no more copies of.
    pub fn repeat_once(
        &mut self,
        bounds: [Value<'c>; 3],
        carried: &[Value<'c>],
        body: impl FnOnce(&mut Self, Value<'c>, &[Value<'c>]) -> List<'c>,
    ) -> List<'c> {
        let annotation = one_by_one(self.builder.context);
        self.annotated_loop(bounds, (carried, Some(annotation)), body)
    }

    fn annotated_loop(
        &mut self,
        [lower, upper, step]: [Value<'c>; 3],
        (carried, annotation): (&[Value<'c>], Option<Attribute<'c>>),
        body: impl FnOnce(&mut Self, Value<'c>, &[Value<'c>]) -> List<'c>,
    ) -> List<'c> {
        let outside = self.builder;
        let operation = outside
            .op("scf.for")
            .operands([lower, upper, step])
            .operands(carried.iter().copied())
            .maybe_attribute("loop_annotation", annotation)
            .results(carried.iter().map(|value| value.ty()))
            .region()
            .insert();
        let place = outside.location;
        let types = std::iter::once(lower.ty()).chain(carried.iter().map(|value| value.ty()));
        let arguments: SmallVec<[_; 4]> = types.map(|ty| (ty, place)).collect();
        let block = Block::append(operation.region(0), &arguments);
        let arguments: List = block.arguments().collect();
        self.block(block, |code| body(code, arguments[0], &arguments[1..]));
        self.builder = outside;
        operation.results().collect()
    }

    /// Computes values in one of two ways: `way` is asked for that where the condition holds, and for the other.
    pub fn branch(
        &mut self,
        condition: Value<'c>,
        types: &[MlirType<'c>],
        mut way: impl FnMut(&mut Self, bool) -> List<'c>,
    ) -> List<'c> {
        let outside = self.builder;
        let operation =
            outside.op("scf.if").operand(condition).results(types.iter().copied()).region().region().insert();
        let [first, second] = [0, 1].map(|index| Block::append(operation.region(index), &[]));
        self.block(first, |code| way(code, true));
        self.block(second, |code| way(code, false));
        self.builder = outside;
        operation.results().collect()
    }

    /// Runs `body`, which gives whether to go on, what it is given next time, and what is given where it ends.
    pub fn repeat_while(
        &mut self,
        carried: &[Value<'c>],
        body: impl FnOnce(&mut Self, &[Value<'c>]) -> (Value<'c>, List<'c>, List<'c>),
    ) -> List<'c> {
        let outside = self.builder;
        let place = outside.location;
        let arguments: SmallVec<[_; 4]> = carried.iter().map(|value| (value.ty(), place)).collect();
        // The types of what is given are known once the body stands: it is written in a block of its own first.
        let holder = outside.op("scf.execute_region").region().detached();
        let before = Block::append(holder.region(0), &arguments);
        let values: List = before.arguments().collect();
        self.builder = Builder::at_end(outside.context, before, place);
        let (more, next, given) = body(self, &values);
        let passed: List = next.iter().chain(&given).copied().collect();
        self.builder.op("scf.condition").operand(more).operands(passed.iter().copied()).insert();
        let operation = outside
            .op("scf.while")
            .operands(carried.iter().copied())
            .results(passed.iter().map(|value| value.ty()))
            .region()
            .region()
            .insert();
        operation.region(0).take_body(holder.region(0));
        holder.erase();
        let types: SmallVec<[_; 4]> = passed.iter().map(|value| (value.ty(), place)).collect();
        let after = Block::append(operation.region(1), &types);
        let builder = Builder::at_end(outside.context, after, place);
        builder.op("scf.yield").operands(after.arguments().take(next.len())).insert();
        self.builder = outside;
        operation.results().skip(next.len()).collect()
    }

    /// Fills a block of a structured operation with what gives values.
    fn block(&mut self, block: Block<'c>, fill: impl FnOnce(&mut Self) -> List<'c>) {
        self.builder = Builder::at_end(self.builder.context, block, self.builder.location);
        let values = fill(self);
        self.builder.op("scf.yield").operands(values).insert();
    }

    /// The conjunction of conditions; `None` for none.
    pub fn all(&self, conditions: impl IntoIterator<Item = Value<'c>>) -> Option<Value<'c>> {
        conditions.into_iter().reduce(|one, other| self.builder.binary("arith.andi", one, other))
    }

    pub fn equal(&self, a: Value<'c>, b: Value<'c>) -> Value<'c> {
        self.builder.compare_int(Predicate::Eq, a, b)
    }

    /// `nd.load`.
    pub fn load(&self, array: Value<'c>, indices: &[Value<'c>], ty: MlirType<'c>) -> Value<'c> {
        self.builder.op("nd.load").operand(array).operands(indices.iter().copied()).result(ty).value()
    }

    /// The eight elements of an array without gaps from a position on.
    pub fn load_eight(&self, (array, element): (Value<'c>, Scalar), position: Value<'c>) -> Value<'c> {
        if element != Scalar::Bool {
            return self.load(array, &[position], vector_of(self.storage(element)));
        }
        let builder = &self.builder;
        let byte = builder.integer_type(8);
        let bytes = self.load(array, &[position], vector_of(byte));
        let zeros = self.splat(builder.constant_int(byte, 0));
        let predicate = builder.integer(builder.i64(), Predicate::Ne as i64);
        let truth = builder.op("arith.cmpi").attribute("predicate", predicate).operands([bytes, zeros]);
        truth.result(vector_of(builder.i1())).value()
    }

    /// `nd.store`.
    pub fn store(&self, value: Value<'c>, array: Value<'c>, indices: &[Value<'c>]) {
        self.builder.op("nd.store").operand(value).operand(array).operands(indices.iter().copied()).insert();
    }

    /// Eight times one value.
    pub fn splat(&self, value: Value<'c>) -> Value<'c> {
        let builder = &self.builder;
        let ty = vector_of(value.ty());
        let nothing = builder.op("llvm.mlir.poison").result(ty).value();
        let first = builder.op("llvm.insertelement").operand(nothing).operand(value);
        let first = first.operand(builder.constant_i64(0)).result(ty).value();
        self.shuffle(first, value.ty(), &[0; LANES])
    }

    /// The elements of a vector at these positions.
    pub fn shuffle(&self, vector: Value<'c>, element: MlirType<'c>, positions: &[i32]) -> Value<'c> {
        self.shuffle_two([vector, vector], element, positions)
    }

    /// The elements of two vectors, the second one behind the first, at these positions.
    pub fn shuffle_two(&self, vectors: [Value<'c>; 2], element: MlirType<'c>, positions: &[i32]) -> Value<'c> {
        self.builder
            .op("llvm.shufflevector")
            .operands(vectors)
            .attribute("mask", self.builder.dense_i32(positions))
            .result(MlirType::vector(&[positions.len() as u64], element))
            .value()
    }

    /// One element of a vector.
    pub fn lane(&self, vector: Value<'c>, element: MlirType<'c>, position: i64) -> Value<'c> {
        let position = self.builder.constant_i64(position);
        self.builder.op("llvm.extractelement").operand(vector).operand(position).result(element).value()
    }
}

/// How many elements a vector has here.
pub const LANES: usize = 8;

/// The type of eight of these.
pub fn vector_of(ty: MlirType) -> MlirType {
    MlirType::vector(&[LANES as u64], ty)
}

/// What a whole-array operation reads at each place.
#[derive(Clone)]
pub enum Input<'c> {
    Scalar(Value<'c>),
    Array(Operand<'c>),
}

/// An array that is read at each place of a space.
#[derive(Clone)]
pub struct Operand<'c> {
    pub array: Value<'c>,
    pub ty: Array,
    /// Byte strides along the axes of the space, zero where the array is stretched.
    pub strides: List<'c>,
    /// Where the array certainly fills the space and is contiguous: its layout.
    pub contiguous: Option<Layout>,
}

impl<'c> Input<'c> {
    /// An input of a whole-array operation over the given extents.
    pub fn new(code: &Code<'_, 'c>, value: Value<'c>, extents: &[Value<'c>]) -> Self {
        let Some(ty) = array_type(value) else { return Self::Scalar(value) };
        let missing = extents.len() - usize::from(ty.rank);
        let zero = code.builder.constant_i64(0);
        let mut strides: List = SmallVec::from_elem(zero, missing);
        let mut fills = missing == 0;
        for axis in 0..ty.rank {
            let (dim, extent) = (code.dim(value, axis), extents[missing + usize::from(axis)]);
            let stride = if same(dim, extent) {
                code.stride(value, axis)
            } else {
                fills = false;
                match known(dim) {
                    Some(1) => zero,
                    _ => code.builder.select(code.equal(dim, extent), code.stride(value, axis), zero),
                }
            };
            strides.push(stride);
        }
        let layout = if ty.rank <= 1 && ty.layout != Layout::Any { Layout::C } else { ty.layout };
        Self::Array(Operand {
            array: value,
            ty,
            strides,
            contiguous: (fills && layout != Layout::Any).then_some(layout),
        })
    }

    pub fn operand(&self) -> Option<&Operand<'c>> {
        match self {
            Self::Scalar(_) => None,
            Self::Array(operand) => Some(operand),
        }
    }
}

/// Whether two extents are certainly the same.
pub fn same(a: Value, b: Value) -> bool {
    if a == b {
        return true;
    }
    if let (Some(x), Some(y)) = (known(a), known(b)) {
        return x == y;
    }
    match (a.defining_operation(), b.defining_operation()) {
        (Some(a), Some(b)) => {
            a.is("nd.dim")
                && b.is("nd.dim")
                && a.operand(0) == b.operand(0)
                && a.attribute("axis").is_some_and(|axis| b.attribute("axis") == Some(axis))
        }
        _ => false,
    }
}

/// An input along one axis.
#[derive(Clone, Copy)]
pub enum Row<'c> {
    /// The same everywhere.
    Value(Value<'c>),
    /// An array of one axis.
    Array { array: Value<'c>, element: Scalar, unit: bool },
}

impl<'c> Row<'c> {
    /// The elements of an array that are `stride` bytes apart, from `offset` bytes on. `unit` says that nothing is
    /// between them.
    pub fn new(
        code: &Code<'_, 'c>,
        from: &Operand<'c>,
        offset: Value<'c>,
        count: Value<'c>,
        stride: Value<'c>,
    ) -> Self {
        let unit = known(stride) == Some(i64::from(from.ty.element.size()));
        if known(stride) == Some(0) {
            let ty = Array { rank: 0, layout: Layout::C, ..from.ty };
            let place = code.view(from.array, offset, (&[], &[]), &ty);
            return Self::Value(code.load(place, &[], code.storage(from.ty.element)));
        }
        let layout = if unit { Layout::C } else { Layout::Any };
        let ty = Array { rank: 1, layout, ..from.ty };
        let array = code.view(from.array, offset, (&[count], &[stride]), &ty);
        Self::Array { array, element: from.ty.element, unit }
    }

    /// The element at a position.
    pub fn at(&self, code: &Code<'_, 'c>, position: Value<'c>) -> Value<'c> {
        match *self {
            Self::Value(value) => value,
            Self::Array { array, element, .. } => code.load(array, &[position], code.storage(element)),
        }
    }

    /// The eight elements from a position on.
    pub fn eight_at(&self, code: &Code<'_, 'c>, position: Value<'c>) -> Value<'c> {
        match *self {
            Self::Value(value) => code.splat(value),
            Self::Array { array, element, unit: true } => code.load_eight((array, element), position),
            Self::Array { element, .. } => {
                let ty = vector_of(code.storage(element));
                let nothing = code.builder.op("llvm.mlir.poison").result(ty).value();
                (0..LANES as i64).map(|lane| code.builder.constant_i64(lane)).fold(nothing, |eight, lane| {
                    let value = self.at(code, code.add(position, lane));
                    code.builder.op("llvm.insertelement").operands([eight, value, lane]).result(ty).value()
                })
            }
        }
    }

    /// Whether eight elements make a vector, however they are read.
    pub fn can_be_vector(&self) -> bool {
        match *self {
            Self::Value(value) => !is_complex(value.ty()),
            Self::Array { element, .. } => !element.is_complex(),
        }
    }

    /// Whether eight elements can be read at once.
    pub fn is_vector(&self) -> bool {
        match *self {
            Self::Value(value) => !is_complex(value.ty()),
            Self::Array { element, unit, .. } => unit && !element.is_complex(),
        }
    }
}

/// Writes the block of a whole-array operation out for the values of its inputs; gives what it yields.
pub fn inline<'c>(code: &Code<'_, 'c>, body: Block<'c>, inputs: &[Value<'c>]) -> Value<'c> {
    let mut values: FxHashMap<Value<'c>, Value<'c>> = body.arguments().zip(inputs.iter().copied()).collect();
    for operation in body.operations() {
        if operation.is("nd.yield") {
            let result = operation.operand(0);
            return values.get(&result).copied().unwrap_or(result);
        }
        let copy = code.builder.insert(operation.clone_detached());
        replace_operands(copy, &values);
        values.extend(operation.results().zip(copy.results()));
    }
    unreachable!("the region of a whole-array operation ends with nd.yield")
}

/// Values take the place of others in an operation and in its regions.
pub fn replace_operands<'c>(operation: Operation<'c>, values: &FxHashMap<Value<'c>, Value<'c>>) {
    for index in 0..operation.operand_count() {
        if let Some(value) = values.get(&operation.operand(index)) {
            operation.set_operand(index, *value);
        }
    }
    for region in (0..operation.region_count()).map(|index| operation.region(index)) {
        region.blocks().flat_map(Block::operations).for_each(|inner| replace_operands(inner, values));
    }
}

/// Writes the block out for eight places at once. Only for blocks that [`is_vectorisable`] holds for.
pub fn inline_eight<'c>(code: &Code<'_, 'c>, body: Block<'c>, inputs: &[Value<'c>]) -> Value<'c> {
    let mut values: FxHashMap<Value<'c>, Value<'c>> = body.arguments().zip(inputs.iter().copied()).collect();
    for operation in body.operations() {
        if operation.is("nd.yield") {
            return eight(code, operation.operand(0), &mut values);
        }
        if operation.is("nd.load") {
            let places = eight(code, operation.operand(1), &mut values);
            values.insert(operation.result(0), gather(code, operation, places));
            continue;
        }
        let operands: List = operation.operands().map(|operand| eight(code, operand, &mut values)).collect();
        let copy = code.builder.insert(operation.clone_detached());
        if operation.is("arith.constant") {
            let splat = code.splat(copy.result(0));
            values.insert(operation.result(0), splat);
            continue;
        }
        copy.set_operands(&operands);
        for (old, new) in operation.results().zip(copy.results()) {
            new.set_type(vector_of(old.ty()));
            values.insert(old, new);
        }
    }
    unreachable!("the region of a whole-array operation ends with nd.yield")
}

/// What a load gives at eight positions.
fn gather<'c>(code: &Code<'_, 'c>, load: Operation<'c>, places: Value<'c>) -> Value<'c> {
    let ty = load.result(0).ty();
    let nothing = code.builder.op("llvm.mlir.poison").result(vector_of(ty)).value();
    (0..LANES as i64).fold(nothing, |eight, lane| {
        let value = code.load(load.operand(0), &[code.lane(places, code.builder.i64(), lane)], ty);
        let lane = code.builder.constant_i64(lane);
        code.builder.op("llvm.insertelement").operands([eight, value, lane]).result(vector_of(ty)).value()
    })
}

fn eight<'c>(code: &Code<'_, 'c>, value: Value<'c>, values: &mut FxHashMap<Value<'c>, Value<'c>>) -> Value<'c> {
    *values.entry(value).or_insert_with(|| code.splat(value))
}

/// Whether every operation of the block works on vectors as it does on scalars, and is one instruction or few.
pub fn is_vectorisable(body: Block) -> bool {
    let simple = |operation: Operation| match operation.name() {
        "nd.yield" | "arith.constant" => true,
        // What positions select is read one by one.
        "nd.load" => operation.operand_count() == 2,
        "arith.index_cast" | "arith.index_castui" => false,
        "math.sqrt" | "math.absf" | "math.fma" | "math.copysign" | "math.floor" | "math.ceil" | "math.trunc"
        | "math.roundeven" => true,
        name => name.starts_with("arith."),
    };
    let plain = |value: Value| !is_complex(value.ty()) && !value.ty().is_index();
    body.operations()
        .all(|operation| simple(operation) && operation.operands().all(plain) && operation.results().all(plain))
}

/// Whether vectors can compute the block at some of their places alone: nothing divides by what is there, or reads where that says.
pub fn is_foldable(body: Block) -> bool {
    let divides = |operation: Operation| {
        let name = operation.name();
        let divisions = ["arith.div", "arith.rem", "arith.floordiv", "arith.ceildiv"];
        divisions.iter().any(|prefix| name.starts_with(prefix)) && name != "arith.divf"
    };
    is_vectorisable(body) && !body.operations().any(|operation| operation.is("nd.load") || divides(operation))
}

pub fn is_complex(ty: MlirType) -> bool {
    ty.is_complex()
}

/// An attribute by its text.
pub fn attribute<'c>(code: &Code<'_, 'c>, text: &str) -> Attribute<'c> {
    Attribute::parse(code.builder.context, text).expect("the text is an attribute")
}

/// The one block of the region of a whole-array operation.
pub fn body(operation: Operation) -> Block {
    operation.region(0).first_block().expect("the region of a whole-array operation has a block")
}

/// How many operands the first segment of an operation has: the extents of a whole-array operation.
pub fn first_segment(operation: Operation) -> usize {
    let segments = operation.attribute("operandSegmentSizes");
    let segments = segments.and_then(|segments| DenseI32ArrayAttribute::try_from(segments).ok());
    segments.and_then(|segments| segments.element(0).ok()).map_or(0, |count| count as usize)
}

/// All operations below a region, those within others before these, that have a name.
pub fn find_all<'c>(region: Region<'c>, name: &str) -> Vec<Operation<'c>> {
    let mut found = Vec::new();
    collect(region, name, &mut found);
    found
}

fn collect<'c>(region: Region<'c>, name: &str, found: &mut Vec<Operation<'c>>) {
    for operation in region.blocks().flat_map(Block::operations) {
        (0..operation.region_count()).for_each(|index| collect(operation.region(index), name, found));
        if operation.is(name) {
            found.push(operation);
        }
    }
}
