//! A function for other code of a device, by C's calling convention or by Numba's.
//!
//! By C's it gives its result, several as a structure; by Numba's it gives a status, and its first parameter says where the result goes.
//! Of an array it takes the address, extents, and strides where the layout does not say them.

use crate::nd_to_llvm::{
    declare::function,
    emit::{Emit, Known},
};
use melior::{dialect::llvm::r#type as llvm_type, ir::Type};
use numlir_dialects::{
    Block, Builder, Operation, Value,
    build::{array_elements, type_value},
};

/// Writes the function that others call. Gives its symbol.
pub fn exported<'c>(known: &Known<'c>, inner: Operation<'c>, convention: &str) -> String {
    let context = known.context;
    let at = Builder::before(context, inner);
    let symbol = inner.text("numlir.exported").to_owned();
    let byte = at.integer_type(8);
    let as_passed = |ty: Type<'c>| if ty == at.i1() { byte } else { ty };
    let results: Vec<_> = inner.attribute("numlir.results").and_then(array_elements).unwrap_or_default();
    let results: Vec<Type<'c>> = results.into_iter().filter_map(type_value).collect();
    let body = inner.region(0).first_block().expect("a function has a body");
    let parts = || body.arguments().zip(inner.text("numlir.parts").chars());
    let by_numba = convention == "numba";
    let mut types: Vec<Type<'c>> = if by_numba { vec![known.pointer] } else { Vec::new() };
    types.extend(parts().filter(|(_, part)| *part != 'o').map(|(argument, _)| as_passed(argument.ty())));
    let passed: Vec<_> = results.iter().map(|ty| as_passed(*ty)).collect();
    let given = match passed.as_slice() {
        _ if by_numba => at.i32(),
        [] => llvm_type::void(context),
        [one] => *one,
        all => llvm_type::r#struct(context, all, false),
    };
    let entry = function(&at, &symbol, llvm_type::function(given, &types, false), known.external);
    entry.set_attribute("no_unwind", at.unit());
    let located: Vec<_> = types.iter().map(|ty| (*ty, at.location)).collect();
    let block = Block::append(entry.region(0), &located);
    let emit = Emit { builder: Builder::at_end(context, block, at.location), known };
    let mut arguments = block.arguments().skip(usize::from(by_numba));
    let operands: Vec<_> = parts()
        .map(|(argument, part)| {
            if part == 'o' {
                return emit.null();
            }
            let value = arguments.next().expect("there is one for each part but owners");
            if argument.ty() == at.i1() { emit.byte_to_bool(value) } else { value }
        })
        .collect();
    let outcome = match results.as_slice() {
        [] => at.i32(),
        _ => llvm_type::r#struct(context, &[&[at.i32()][..], &results].concat(), false),
    };
    let call = emit.call(inner.text("sym_name"), operands, Some(outcome)).result(0);
    let extracted = |position: usize, ty: Type<'c>| {
        let value = emit.extract(call, position + 1, ty);
        if ty == at.i1() { emit.bool_to_byte(value) } else { value }
    };
    let values: Vec<Value<'c>> = results.iter().enumerate().map(|(position, ty)| extracted(position, *ty)).collect();
    if by_numba {
        let structure = llvm_type::r#struct(context, &passed, false);
        for (position, value) in values.iter().enumerate() {
            let place = emit.field(block.argument(0), structure, position as i32);
            emit.builder.op("llvm.store").operand(*value).operand(place).insert();
        }
        emit.give_back(if results.is_empty() { call } else { emit.extract(call, 0, at.i32()) });
        return symbol;
    }
    match values.as_slice() {
        [] => {
            emit.builder.op("llvm.return").insert();
        }
        [one] => emit.give_back(*one),
        all => {
            let whole = all.iter().enumerate();
            emit.give_back(
                whole.fold(emit.poison(given), |whole, (position, value)| emit.insert(*value, whole, position)),
            );
        }
    }
    symbol
}
