//! What compiled code refers to: functions of C's and of the runtime, data of frozen arrays, and small helper
//! functions that are made where they are used.

use super::{
    emit::{Emit, Known, parsed},
    signature::Signature,
};
use melior::{
    Context,
    dialect::llvm::r#type as llvm_type,
    ir::{Attribute, Type},
};
use numlir_dialects::{Block, Builder, Operation, Predicate, Value};
use rustc_hash::{FxHashMap, FxHashSet};

/// The symbol that a module with generators exports (docs/calling-convention.md).
const HOME: &str = "numlir_home";

/// The attribute of an `llvm.func` that says the module of LLVM IR that has its code.
pub const GIVEN: &str = "numlir.llvm_ir";

/// Declarations of a module, each made once.
pub struct Declarations<'c, 'm> {
    /// Inserts at the module's front.
    pub builder: Builder<'c>,
    pub known: &'m Known<'c>,
    made: FxHashSet<String>,
    /// What the functions take that are declared by the types of a call.
    inputs: FxHashMap<String, Vec<Type<'c>>>,
    /// The symbols of constant strings.
    strings: FxHashMap<String, String>,
    /// How many arrays of blocks and threads there are.
    pub thread_memories: i64,
}

impl<'c, 'm> Declarations<'c, 'm> {
    pub fn new(builder: Builder<'c>, known: &'m Known<'c>) -> Self {
        let (made, inputs, strings) = Default::default();
        Self { builder, known, made, inputs, strings, thread_memories: 0 }
    }

    fn first_time(&mut self, symbol: &str) -> bool {
        !self.made.contains(symbol) && self.made.insert(symbol.into())
    }

    /// Declares a function of the runtime (docs/calling-convention.md).
    pub fn runtime(&mut self, symbol: &'static str) {
        if !self.first_time(symbol) {
            return;
        }
        let (builder, context) = (self.builder, self.known.context);
        let void = llvm_type::void(context);
        let (result, input) = match symbol {
            "numlir_allocate" | "numlir_allocate_zeroed" => (self.known.pointer, builder.i64()),
            "numlir_frame" => (void, builder.i32()),
            "numlir_note_value" => (void, builder.i64()),
            _ => (void, self.known.pointer),
        };
        let function = function(&builder, symbol, llvm_type::function(result, &[input], false), self.known.external);
        function.set_attribute("no_unwind", builder.unit());
        function.set_attribute("will_return", builder.unit());
        if symbol.starts_with("numlir_allocate") {
            let fresh = "[{llvm.noalias, llvm.noundef, llvm.align = 64 : i64}]";
            function.set_attribute("res_attrs", parsed(context, fresh));
            function.set_attribute("memory_effects", memory(context, "none", "readwrite"));
        }
    }

    /// Declares a function of the runtime by the types of a call.
    pub fn runtime_function(&mut self, symbol: &str, inputs: &[Type<'c>], result: Option<Type<'c>>) {
        if !self.first_time(symbol) {
            return;
        }
        let (builder, context) = (self.builder, self.known.context);
        let ty = llvm_type::function(result.unwrap_or_else(|| llvm_type::void(context)), inputs, false);
        let function = function(&builder, symbol, ty, self.known.external);
        function.set_attribute("no_unwind", builder.unit());
        extend_bools(&builder, context, function, inputs, result);
    }

    /// The symbol of a constant string's object. It is written to: its references are counted.
    pub fn string(&mut self, text: &str) -> String {
        let known = self.strings.len();
        let symbol = self.strings.entry(text.into()).or_insert_with(|| format!("numlir.string.{known}")).clone();
        if self.first_time(&symbol) {
            let builder = self.builder;
            let bytes = string_object(text);
            let ty = llvm_type::array(builder.integer_type(8), bytes.len() as u32);
            builder
                .op("llvm.mlir.global")
                .attribute("sym_name", builder.string(&symbol))
                .attribute("global_type", builder.type_attribute(ty))
                .attribute("linkage", self.known.internal)
                .attribute("value", builder.bytes(&bytes))
                .attribute("alignment", builder.integer(builder.i64(), 8))
                .attribute("addr_space", builder.integer(builder.i32(), 0))
                .region()
                .insert();
        }
        symbol
    }

    /// The symbol of a byte that tells this module from others by its address.
    pub fn home(&mut self) -> &'static str {
        if self.first_time(HOME) {
            let builder = self.builder;
            builder
                .op("llvm.mlir.global")
                .attribute("sym_name", builder.string(HOME))
                .attribute("global_type", builder.type_attribute(builder.integer_type(8)))
                .attribute("linkage", self.known.external)
                .attribute("value", builder.integer(builder.integer_type(8), 0))
                .attribute("addr_space", builder.integer(builder.i32(), 0))
                .region()
                .insert();
        }
        HOME
    }

    /// Declares a function that takes these operands, and gives a value of the type if it gives any. Where it is known already, the
    /// operands are what it takes then.
    pub fn foreign(&mut self, symbol: &str, operands: &[Value<'c>], result: Option<Type<'c>>) -> &[Type<'c>] {
        if !self.first_time(symbol) {
            return self.inputs.get(symbol).map_or(&[], Vec::as_slice);
        }
        let inputs: Vec<_> = operands.iter().map(|operand| operand.ty()).collect();
        let result = result.unwrap_or_else(|| llvm_type::void(self.known.context));
        let function =
            function(&self.builder, symbol, llvm_type::function(result, &inputs, false), self.known.external);
        function.set_attribute("no_unwind", self.builder.unit());
        function.set_attribute("will_return", self.builder.unit());
        self.inputs.entry(symbol.into()).or_insert(inputs)
    }

    /// Declares a function whose code is given as LLVM IR: whoever translates the module links it.
    pub fn given(&mut self, symbol: &str, text: &str, operands: &[Value<'c>], result: Option<Type<'c>>) {
        if !self.first_time(symbol) {
            return;
        }
        let inputs: Vec<_> = operands.iter().map(|operand| operand.ty()).collect();
        let result = result.unwrap_or_else(|| llvm_type::void(self.known.context));
        let ty = llvm_type::function(result, &inputs, false);
        function(&self.builder, symbol, ty, self.known.external).set_attribute(GIVEN, self.builder.string(text));
    }

    /// Declares the data of a frozen array.
    pub fn data(&mut self, symbol: &str) {
        if !self.first_time(symbol) {
            return;
        }
        let builder = self.builder;
        let bytes = llvm_type::array(builder.integer_type(8), 0);
        builder
            .op("llvm.mlir.global")
            .attribute("sym_name", builder.string(symbol))
            .attribute("global_type", builder.type_attribute(bytes))
            .attribute("linkage", self.known.external)
            .attribute("addr_space", builder.integer(builder.i32(), 0))
            .region()
            .insert();
    }

    /// The symbol of a function that writes `values` again and again, `count` times in all.
    pub fn fill(&mut self, values: &[Value<'c>], alignment: u32) -> String {
        let types: Vec<_> = values.iter().map(|value| value.ty()).collect();
        let names: Vec<_> = types.iter().map(ToString::to_string).collect();
        let symbol = format!("numlir.fill.{}.{alignment}", names.join("."));
        if self.first_time(&symbol) {
            let (builder, known) = (self.builder, self.known);
            let inputs: Vec<_> = [known.pointer, builder.i64()].into_iter().chain(types).collect();
            let ty = llvm_type::function(llvm_type::void(known.context), &inputs, false);
            let function = function(&builder, &symbol, ty, known.internal);
            fill_body(&builder, known, function, (&inputs, alignment));
        }
        symbol
    }
}

/// Makes an `llvm.func` without a body.
pub fn function<'c>(builder: &Builder<'c>, symbol: &str, ty: Type<'c>, linkage: Attribute<'c>) -> Operation<'c> {
    builder
        .op("llvm.func")
        .attribute("sym_name", builder.string(symbol))
        .attribute("function_type", builder.type_attribute(ty))
        .attribute("linkage", linkage)
        .region()
        .insert()
}

/// Declares a function of the library that is compiled already: it is called as the functions of the module are.
pub fn precompiled<'c>(old: Operation<'c>, signature: &Signature<'c>, known: &Known<'c>, context: &'c Context) {
    let builder = Builder::before(context, old);
    let ty = llvm_type::function(signature.outcome, &signature.flat_inputs, false);
    function(&builder, old.text("sym_name"), ty, known.external).set_attribute("no_unwind", builder.unit());
}

/// Declares a function of C's in the place of its `func.func`.
pub fn c_function<'c>(old: Operation<'c>, signature: &Signature<'c>, known: &Known<'c>, context: &'c Context) {
    let builder = Builder::before(context, old);
    let (inputs, result) = c_types(signature, known);
    let result = result.unwrap_or_else(|| llvm_type::void(context));
    let ty = llvm_type::function(result, &inputs, false);
    let function = function(&builder, old.text("sym_name"), ty, known.external);
    function.set_attribute("no_unwind", builder.unit());
    extend_bools(&builder, context, function, &inputs, Some(result));
    if old.attribute("numlir.pure").is_some() {
        let through_pointers = if signature.by_pointer { "readwrite" } else { "none" };
        function.set_attribute("memory_effects", memory(context, through_pointers, "none"));
        function.set_attribute("will_return", builder.unit());
    }
}

/// Bools go to C and come from it as bytes that are 0 or 1.
fn extend_bools<'c>(
    builder: &Builder<'c>,
    context: &'c Context,
    function: Operation<'c>,
    inputs: &[Type<'c>],
    result: Option<Type<'c>>,
) {
    if inputs.contains(&builder.i1()) {
        let extended = |ty: &Type<'c>| if *ty == builder.i1() { "{llvm.zeroext}" } else { "{}" };
        let list: Vec<_> = inputs.iter().map(extended).collect();
        function.set_attribute("arg_attrs", parsed(context, &format!("[{}]", list.join(", "))));
    }
    if result == Some(builder.i1()) {
        function.set_attribute("res_attrs", parsed(context, "[{llvm.zeroext}]"));
    }
}

/// The bytes of a constant string's object (docs/calling-convention.md): one reference, nothing to free it, the width
/// of a character, the length, the characters.
fn string_object(text: &str) -> Vec<u8> {
    let narrow = text.chars().all(|character| u32::from(character) < 256);
    let header = [1, 0, if narrow { 1 } else { 4 }, text.chars().count() as i64];
    let mut bytes: Vec<u8> = header.iter().flat_map(|word| word.to_ne_bytes()).collect();
    for character in text.chars() {
        let code = u32::from(character);
        if narrow {
            bytes.push(code as u8);
        } else {
            bytes.extend(code.to_ne_bytes());
        }
    }
    bytes
}

/// The types of a function of C's: its inputs, and its result unless it has none or gives it through a pointer.
pub fn c_types<'c>(signature: &Signature<'c>, known: &Known<'c>) -> (Vec<Type<'c>>, Option<Type<'c>>) {
    let results = &signature.flat_results[1..];
    if !signature.by_pointer {
        let result = match results {
            [] => None,
            [one] => Some(*one),
            all => Some(llvm_type::r#struct(known.context, all, false)),
        };
        return (signature.flat_inputs.clone(), result);
    }
    let is_complex = |ty: &Type<'c>| {
        numlir_dialects::convert::from_mlir(*ty).and_then(|ty| ty.scalar()).is_some_and(|scalar| scalar.is_complex())
    };
    let inputs = signature.inputs.iter().map(|ty| if is_complex(ty) { known.pointer } else { *ty });
    match signature.results.as_slice() {
        [result] if is_complex(result) => (inputs.chain([known.pointer]).collect(), None),
        results => (inputs.collect(), results.first().copied()),
    }
}

fn memory<'c>(context: &'c Context, arguments: &str, inaccessible: &str) -> Attribute<'c> {
    let text = format!(
        "#llvm.memory_effects<other = none, argMem = {arguments}, inaccessibleMem = {inaccessible}, errnoMem = none, \
         targetMem0 = none, targetMem1 = none>"
    );
    parsed(context, &text)
}

/// `for i in 0..count: data[i] = values`.
fn fill_body<'c>(
    at: &Builder<'c>,
    known: &Known<'c>,
    function: Operation<'c>,
    (inputs, alignment): (&[Type<'c>], u32),
) {
    let located = |types: &[Type<'c>]| types.iter().map(|ty| (*ty, at.location)).collect::<Vec<_>>();
    let region = function.region(0);
    let entry = Block::append(region, &located(inputs));
    let body = Block::append(region, &located(&[at.i64()]));
    let exit = Block::append(region, &[]);
    let (data, count, values) = (entry.argument(0), entry.argument(1), entry.arguments().skip(2));

    let mut emit = Emit { builder: Builder::at_end(known.context, entry, at.location), known };
    let (zero, one) = (emit.i64(0), emit.i64(1));
    let some = emit.builder.compare_int(Predicate::Sgt, count, zero);
    emit.builder.conditional_branch(some, (body, &[zero]), (exit, &[]));

    emit.builder.set_to_end(body);
    let index = body.argument(0);
    let element = if inputs.len() == 3 { inputs[2] } else { llvm_type::r#struct(known.context, &inputs[2..], false) };
    let place = emit.offset(data, element, index);
    for (position, value) in values.enumerate() {
        emit.store(value, emit.constant_offset(place, value.ty(), position as i32), alignment);
    }
    let next = emit.add(index, one);
    let more = emit.builder.compare_int(Predicate::Slt, next, count);
    emit.builder.conditional_branch(more, (body, &[next]), (exit, &[]));

    emit.builder.set_to_end(exit);
    emit.builder.op("llvm.return").insert();
}
