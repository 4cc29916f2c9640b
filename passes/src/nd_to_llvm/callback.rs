//! The wrapper that C calls: the function's own types in C's convention, and nothing of a status.
//!
//! ```text
//! double integrand(int n, const double *xx)
//! ```
//!
//! Where the function raises, the loader's record is told (as by loops of ufuncs), and zero is given.

use super::{
    declare::{Declarations, function},
    emit::Emit,
    loop_entry::report,
    signature::Signature,
};
use melior::{dialect::llvm::r#type as llvm_type, ir::Type};
use numlir_dialects::{Block, Builder, Operation, Predicate, Value, build::array_elements, ir::attribute_text};

/// Makes the wrapper of a function of numbers and addresses, and gives its symbol.
pub fn wrap<'c>(
    wrapped: Operation<'c>,
    signature: &Signature<'c>,
    declarations: &mut Declarations<'c, '_>,
    number: usize,
) -> String {
    let known = declarations.known;
    let at = Builder::before(known.context, wrapped);
    let symbol = format!("numlir_callback_{number}");
    let results = &signature.flat_results[1..];
    let result = match results {
        [] => llvm_type::void(known.context),
        [one] => *one,
        parts => llvm_type::r#struct(known.context, parts, false),
    };
    let ty = llvm_type::function(result, &signature.flat_inputs, false);
    let wrapper = function(&at, &symbol, ty, known.external);
    wrapper.set_attribute("no_unwind", at.unit());
    extend(&at, wrapper, (wrapped, signature));
    let inputs: Vec<_> = signature.flat_inputs.iter().map(|ty| (*ty, at.location)).collect();
    let block = Block::append(wrapper.region(0), &inputs);
    let mut emit = Emit { builder: Builder::at_end(known.context, block, at.location), known };
    let operands: Vec<_> = block.arguments().collect();
    let outcome = emit.call(wrapped.text("sym_name"), operands, Some(signature.outcome)).result(0);
    let status = if results.is_empty() { outcome } else { emit.extract(outcome, 0, at.i32()) };

    let failure = Block::append(wrapper.region(0), &[]);
    let success = Block::append(wrapper.region(0), &[]);
    let failed = emit.builder.compare_int(Predicate::Ne, status, emit.constant(at.i32(), 0));
    emit.builder.conditional_branch(failed, (failure, &[]), (success, &[]));
    emit.builder.set_to_end(success);
    let parts: Vec<_> = results.iter().enumerate().map(|(index, ty)| emit.extract(outcome, index + 1, *ty)).collect();
    leave(&emit, result, &parts);
    emit.builder.set_to_end(failure);
    report(&emit, status, declarations);
    let zeros: Vec<_> = results.iter().map(|ty| zero(&emit, *ty)).collect();
    leave(&emit, result, &zeros);
    symbol
}

fn leave<'c>(emit: &Emit<'c, '_>, result: Type<'c>, parts: &[Value<'c>]) {
    match parts {
        [] => {
            emit.builder.op("llvm.return").insert();
        }
        [one] => emit.give_back(*one),
        parts => {
            let nothing = emit.poison(result);
            let insert = |whole, (position, part): (usize, &Value<'c>)| emit.insert(*part, whole, position);
            emit.give_back(parts.iter().enumerate().fold(nothing, insert));
        }
    }
}

fn zero<'c>(emit: &Emit<'c, '_>, ty: Type<'c>) -> Value<'c> {
    let builder = &emit.builder;
    if ty == builder.f64() || ty == builder.f32() { builder.constant_float(ty, 0.0) } else { emit.constant(ty, 0) }
}

/// C widens small integers before it passes them: by their sign, or with zeros.
fn extend<'c>(at: &Builder<'c>, wrapper: Operation<'c>, (wrapped, signature): (Operation<'c>, &Signature<'c>)) {
    let passed = wrapped.attribute("numlir.callback").and_then(array_elements).unwrap_or_default();
    let passed: Vec<_> = passed.into_iter().filter_map(attribute_text).collect();
    let Some((result, arguments)) = passed.split_last() else { return };
    let extension = |kind: &str| match kind {
        "signed" => "{llvm.signext}",
        "unsigned" => "{llvm.zeroext}",
        _ => "{}",
    };
    // What is known from its type alone is not passed at all, and a complex number as its parts.
    let mut extensions: Vec<&str> = Vec::new();
    let shown = arguments.iter().filter(|kind| **kind != "nothing");
    for (kind, ty) in shown.zip(&signature.inputs) {
        let parts = if super::signature::complex_part(at, *ty).is_some() { 2 } else { 1 };
        extensions.extend(std::iter::repeat_n(extension(kind), parts));
    }
    let list = |extensions: &[&str]| super::emit::parsed(at.context, &format!("[{}]", extensions.join(", ")));
    wrapper.set_attribute("arg_attrs", list(&extensions));
    if *result != "nothing" && signature.flat_results.len() == 2 {
        wrapper.set_attribute("res_attrs", list(&[extension(result)]));
    }
}
