//! Writes what inference found into the module: a typed copy of each template for each of its signatures.

use super::{
    body::{BlockBody, OperationBody},
    call::{RESULT_OF, supplied},
    fact::Fact,
    solve::{Arguments, Id, Solver, Specialisation},
};
use crate::{
    attributes, builtins::function_value::FUNCTION_ENTRY, code::Constant, inline_calls::precompiled::PRECOMPILED,
    made_ufunc::MadeUfunc,
};
use melior::ir::{Attribute, Type as MlirType};
use numlir_dialects::{Block, Builder, Operation, Region, Value, convert, instance, types::Type};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::{
    cell::{Cell, RefCell},
    hash::{Hash, Hasher},
};

/// Replaces the module's templates by their specialisations.
pub fn specialise<'c>(solver: &Solver<'c>, entry: Id) {
    let names = symbols(solver);
    let module = solver.module.region(0).first_block().expect("a module has a block");
    let reached = solver.reached(entry);
    for (id, specialisation) in solver.specialisations.iter().enumerate().filter(|(id, _)| reached.contains(id)) {
        let template = &solver.templates[specialisation.template];
        let operation = template.operation.clone_detached();
        let builder = Builder::at_end(solver.context, module, operation.location());
        builder.insert(operation);
        operation.set_attribute("sym_name", builder.string(&names[id]));
        operation.set_attribute("numlir.name", builder.string(template.name));
        operation.remove_attribute("py.template");
        if template.library {
            operation.set_attribute("numlir.library", builder.unit());
        }
        let symbol = || precompiled_symbol(template.symbol, &specialisation.arguments);
        if template.library && solver.is_precompiled(template.symbol, &symbol) {
            operation.set_attribute(PRECOMPILED, builder.string(&symbol()));
        }
        if !template.captured_defaults.is_empty() {
            operation.set_attribute("py.captured_defaults", builder.strings(&template.captured_defaults));
        }
        if solver.is_function_entry(specialisation.template) {
            operation.set_attribute(FUNCTION_ENTRY, builder.unit());
        }
        if id == entry {
            operation.set_attribute("numlir.entry", builder.unit());
        }
        let writer = Writer {
            solver,
            specialisation,
            names: &names,
            builder,
            types: RefCell::default(),
            undefined: RefCell::default(),
            folded: Cell::default(),
        };
        writer.write(id, operation);
    }
    for template in &solver.templates {
        template.operation.erase();
    }
}

/// `f(int64, array(float64, 1d, C))`, with a number where that is not unique.
fn symbols(solver: &Solver) -> Vec<String> {
    let mut taken: FxHashMap<String, usize> = FxHashMap::default();
    let name = |specialisation: &Specialisation| {
        let template = &solver.templates[specialisation.template];
        let arguments = specialisation.arguments.types.iter().zip(&specialisation.arguments.constants);
        let shown = |((ty, constant), literal): ((&Type, &Option<Constant>), &bool)| match constant {
            Some(known) if *literal && known.is_known() => known.to_string(),
            _ => ty.to_string(),
        };
        let arguments: Vec<_> = arguments.zip(&template.literals).map(shown).collect();
        let name = format!("{}({})", template.symbol, arguments.join(", "));
        let count = taken.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{name}#{count}") }
    };
    solver.specialisations.iter().map(name).collect()
}

/// The symbol of a specialisation that is the same in every program: what it is of, the types, and a hash of all that it is specialised by.
fn precompiled_symbol(symbol: &str, arguments: &Arguments) -> String {
    let types: Vec<_> = arguments.types.iter().map(Type::to_string).collect();
    let mut hasher = FxHasher::default();
    format!("{arguments:?}").hash(&mut hasher);
    format!("numlir.library.{symbol}({}).{:016x}", types.join(", "), hasher.finish())
}

/// Joins blocks that folded branches have left in a row, so that what comes behind sees straight code as such.
fn merge_chains(region: Region) {
    let mut predecessors: FxHashMap<Block, u32> = FxHashMap::default();
    for successor in region.blocks().filter_map(Block::terminator).flat_map(|last| last.successors()) {
        *predecessors.entry(successor).or_default() += 1;
    }
    let mut next = region.first_block();
    while let Some(block) = next {
        let joined = block.terminator().filter(|last| last.is("cf.br")).and_then(|last| {
            let target = last.successor(0);
            (predecessors[&target] == 1 && target != block).then_some((last, target))
        });
        let Some((branch, target)) = joined else {
            next = block.next();
            continue;
        };
        for (argument, operand) in target.arguments().zip(branch.operands()) {
            argument.replace_all_uses(operand);
        }
        branch.erase();
        if let Some(first) = target.first() {
            block.take_from(first);
        }
        target.erase();
    }
}

struct Writer<'a, 'c> {
    solver: &'a Solver<'c>,
    specialisation: &'a Specialisation,
    names: &'a [String],
    builder: Builder<'c>,
    types: RefCell<FxHashMap<Type, MlirType<'c>>>,
    /// Arguments of blocks that no path defines, as variables of loops whose ways back are none.
    undefined: RefCell<FxHashSet<Value<'c>>>,
    /// Whether a way to a handler was found to be none.
    folded: Cell<bool>,
}

impl<'c> Writer<'_, 'c> {
    fn write(&self, id: Id, operation: Operation<'c>) {
        let body = self.solver.decoded(self.solver.specialisations[id].template).clone();
        let blocks: Vec<_> = operation.region(0).blocks().collect();
        let result = self.ty(&self.specialisation.result);
        for (position, (block, decoded)) in blocks.iter().zip(&body.blocks).enumerate() {
            if !self.specialisation.executable[position] {
                continue;
            }
            for (index, argument) in block.arguments().enumerate() {
                let value = decoded.first_argument + index as u32;
                argument.set_type(self.type_of(value));
                if self.specialisation.facts[value as usize].ty().is_none() {
                    self.undefined.borrow_mut().insert(argument);
                }
            }
        }
        for (position, (block, decoded)) in blocks.iter().zip(&body.blocks).enumerate() {
            if self.specialisation.executable[position] {
                self.block(*block, decoded, position as u32, result);
                self.fold_arguments(blocks[0], *block, decoded);
            }
        }
        let dead = || blocks.iter().enumerate().filter(|(position, _)| !self.specialisation.executable[*position]);
        // Dead blocks may branch to one another.
        dead().filter_map(|(_, block)| block.terminator()).for_each(Operation::erase);
        // In reverse, so that most uses are gone before what they use.
        dead().rev().for_each(|(_, block)| block.erase());
        let all = self.specialisation.executable.iter().all(|executable| *executable);
        if body.blocks.len() > 1 && (!all || self.folded.get()) {
            merge_chains(operation.region(0));
        }
        let arguments: Vec<_> = blocks[0].arguments().map(Value::ty).collect();
        let ty = self.builder.function_type(&arguments, &[result]);
        operation.set_attribute("function_type", self.builder.type_attribute(ty));
    }

    fn block(&self, block: Block<'c>, decoded: &BlockBody<'c>, position: u32, result: MlirType<'c>) {
        let stuck = self.specialisation.stuck.get(&position).copied();
        let operations: Vec<_> = block.operations().collect();
        // A call that never returns stays, a use of a local that has no value is none: what follows is not reached.
        let kept = stuck.map(|stuck| {
            let nothing = decoded.operations[stuck as usize].uses_nothing(&self.specialisation.facts);
            stuck as usize + usize::from(!nothing)
        });
        for (index, (operation, body)) in operations.iter().zip(&decoded.operations).enumerate() {
            if kept.is_some_and(|kept| index >= kept) {
                break;
            }
            self.operation(*operation, body, (position, index as u32));
        }
        if let Some(kept) = kept {
            let location = operations[kept.min(operations.len() - 1)].location();
            for operation in operations[kept..].iter().rev() {
                operation.erase();
            }
            Builder::at_end(self.builder.context, block, location).op("py.raise").insert();
            return;
        }
        let terminator = *operations.last().expect("a block has a terminator");
        match terminator.name() {
            "func.return" if self.solver.templates[self.specialisation.template].generator => {
                let end = Builder::before(self.builder.context, terminator).op("py.undef").result(result).value();
                terminator.set_operand(0, end);
            }
            "func.return" => self.conform(terminator, 0, result),
            "cf.br" => self.edge(terminator, 0, terminator.successor(0)),
            "cf.cond_br" => self.branch(terminator, decoded.operations.last().expect("decoded with the block")),
            _ => {}
        }
        for (operation, body) in operations.iter().zip(&decoded.operations) {
            let fails = self.specialisation.facts.get(body.first_result as usize).and_then(Fact::constant);
            if body.name == "py.failed" && fails == Some(&Constant::Bool(false)) {
                self.folded.set(true);
                operation.erase();
            }
        }
    }

    /// An operand that may be None where the operation wants the value; a named tuple where it wants a tuple.
    fn unwrap_operands(&self, operation: Operation<'c>, body: &OperationBody<'c>) {
        let fact = |operand: &u32| &self.specialisation.facts[*operand as usize];
        let callee = body.operands.first().and_then(|callee| fact(callee).ty());
        for (position, operand) in body.operands.iter().enumerate() {
            let Some(ty) = fact(operand).ty() else { continue };
            let Some(taken) = self.solver.taken_as(body, position, callee, ty) else { continue };
            let builder = Builder::before(self.builder.context, operation);
            let value = builder.convert("py.cast", operation.operand(position), self.ty(&Fact::of(taken)));
            if let (Some(guarded), Some(cast)) = (operation.attribute("guarded"), value.defining_operation()) {
                cast.set_attribute("guarded", guarded);
            }
            operation.set_operand(position, value);
        }
    }

    fn operation(&self, operation: Operation<'c>, body: &OperationBody<'c>, at: (u32, u32)) {
        self.unwrap_operands(operation, body);
        for (index, value) in operation.results().enumerate() {
            value.set_type(self.type_of(body.first_result + index as u32));
        }
        if let Some(&callee) = self.specialisation.callees.get(&at)
            && !self.asks_for_type(body)
        {
            operation.set_attribute("specialisation", self.builder.symbol(&self.names[callee]));
            if let Some(Type::Builtin(name)) = self.specialisation.facts[body.operands[0] as usize].ty()
                && body.name == "py.call"
                && MadeUfunc::parse(name).is_some()
            {
                self.kernel_types(operation, callee);
            }
        }
        if body.name == "py.yield"
            && let Some(value) = self.specialisation.result.ty().and_then(instance::yielded)
        {
            self.conform(operation, 0, self.ty(&Fact::of(value.clone())));
        }
        self.mark_weak(operation, body);
        if body.results == 1
            && body.name.starts_with("py.")
            && body.name != "py.constant"
            && let Some(constant) = self.constant(body.first_result)
        {
            operation.set_attribute("constant", constant);
        }
    }

    /// Whether a call is of [`RESULT_OF`].
    fn asks_for_type(&self, body: &OperationBody<'c>) -> bool {
        let callee = body.operands.first().and_then(|callee| self.specialisation.facts[*callee as usize].ty());
        body.name == "py.call" && matches!(callee, Some(Type::Builtin(name)) if &**name == RESULT_OF)
    }

    /// Says of a call of a ufunc what its kernel takes and gives: at later stages numbers have no signs.
    fn kernel_types(&self, operation: Operation<'c>, kernel: Id) {
        let kernel = &self.solver.specialisations[kernel];
        let list = |types: &[Type]| types.iter().map(Type::to_string).collect::<Vec<_>>().join(",");
        let results = match kernel.result.ty() {
            Some(Type::Tuple(elements)) => list(elements),
            Some(one) => list(std::slice::from_ref(one)),
            None => String::new(),
        };
        operation.set_attribute("parameters", self.builder.string(&list(&kernel.arguments.types)));
        operation.set_attribute("results", self.builder.string(&results));
    }

    /// Says which operands are Python's own numbers, where that decides on the type beside arrays; of a call, which of its
    /// arguments, starred ones spread.
    fn mark_weak(&self, operation: Operation<'c>, body: &OperationBody<'c>) {
        if !matches!(body.name, "py.binary" | "py.inplace" | "py.compare" | "py.call") {
            return;
        }
        let fact = |operand: &u32| &self.specialisation.facts[*operand as usize];
        let callee = fact(&body.operands[0]).ty();
        let known = |(position, operand)| self.solver.operand_fact(body, position, (fact(operand), callee));
        let facts: Vec<_> = body.operands.iter().enumerate().map(known).collect();
        let is_method = matches!(facts[0].ty(), Some(Type::Method { .. }));
        let facts = match body.name {
            "py.call" => match supplied(operation, &facts[1..]) {
                Ok(arguments) => arguments.into_iter().map(|argument| argument.fact).collect(),
                Err(_) => return,
            },
            _ => facts,
        };
        let weak: Vec<_> = (0..).zip(&facts).filter(|(_, fact)| fact.is_weak()).map(|(index, _)| index).collect();
        let beside_array = is_method || facts.iter().any(|fact| matches!(fact.ty(), Some(Type::Array(_))));
        // What a literal is can be seen later too.
        let unseen = || facts.iter().any(|fact| fact.constant() == Some(&Constant::Python));
        let of_numbers = || matches!(callee, Some(Type::Builtin(_))) && unseen();
        if !weak.is_empty() && (beside_array || of_numbers()) {
            operation.set_attribute("weak", self.builder.dense_i64(&weak));
        }
    }

    /// The attribute of a value that is known to be a constant.
    fn constant(&self, value: u32) -> Option<Attribute<'c>> {
        match &self.specialisation.facts[value as usize] {
            Fact::Known(ty, Some(constant)) => attributes::of_constant(&self.builder, ty, constant),
            _ => None,
        }
    }

    /// Arguments of a block that are known to be constants become constants, which stand in the entry block so that loops
    /// keep their form.
    fn fold_arguments(&self, entry: Block<'c>, block: Block<'c>, decoded: &BlockBody<'c>) {
        for (index, argument) in block.arguments().enumerate() {
            if !argument.has_uses() {
                continue;
            }
            let Some(constant) = self.constant(decoded.first_argument + index as u32) else { continue };
            let Some(first) = entry.first() else { continue };
            let builder = Builder::before(self.builder.context, first);
            let made = builder.op("py.constant").attribute("value", constant).result(argument.ty()).value();
            argument.replace_all_uses(made);
        }
    }

    /// A branch whose condition is known goes one way.
    fn branch(&self, terminator: Operation<'c>, body: &OperationBody<'c>) {
        let [(_, first), (_, second)] = [body.successors[0], body.successors[1]];
        let known = self.specialisation.facts[body.operands[0] as usize].constant();
        let Some(Constant::Bool(way)) = known else {
            self.edge(terminator, first as usize, terminator.successor(0));
            self.edge(terminator, second as usize, terminator.successor(1));
            return;
        };
        let (from, to, target) = if *way { (first, second, 0) } else { (second, terminator.operand_count() as u32, 1) };
        let operands: Vec<_> = (from..to).map(|index| terminator.operand(index as usize)).collect();
        let target = terminator.successor(target);
        let branch = Builder::before(self.builder.context, terminator).branch(target, operands);
        terminator.erase();
        self.edge(branch, 0, target);
    }

    /// What an edge hands on has the types of the block's arguments.
    fn edge(&self, terminator: Operation<'c>, first: usize, target: Block<'c>) {
        for (index, argument) in target.arguments().enumerate() {
            self.conform(terminator, first + index, argument.ty());
        }
    }

    fn conform(&self, terminator: Operation<'c>, index: usize, ty: MlirType<'c>) {
        let value = terminator.operand(index);
        let builder = Builder::before(self.builder.context, terminator);
        let is_undefined = value.defining_operation().is_some_and(|operation| operation.is("py.undef"));
        if is_undefined || self.undefined.borrow().contains(&value) {
            terminator.set_operand(index, builder.op("py.undef").result(ty).value());
        } else if value.ty() != ty {
            terminator.set_operand(index, builder.convert("py.cast", value, ty));
        }
    }

    fn type_of(&self, value: u32) -> MlirType<'c> {
        self.ty(&self.specialisation.facts[value as usize])
    }

    /// A value that no path defines is of the type of `None`; it is never used.
    fn ty(&self, fact: &Fact) -> MlirType<'c> {
        let ty = fact.ty().unwrap_or(&Type::None);
        if let Some(known) = self.types.borrow().get(ty) {
            return *known;
        }
        let made = convert::to_mlir(self.builder.context, ty);
        self.types.borrow_mut().insert(ty.clone(), made);
        made
    }
}
