//! Functions as values of a signature: objects with the address of what is called, and behind it what the function captures.

use super::Lowering;
use crate::{builtins::function_value::FUNCTION_ENTRY, code::Values};
use numlir_dialects::{Operation, Value, convert, types::Type};
use smallvec::smallvec;
use std::collections::HashMap;

/// The first slot of what a function captures: behind the address of its code and its module's own byte.
pub const CAPTURES: usize = 2;

impl<'c> Lowering<'_, 'c> {
    /// To a type of functions of a signature, from one function or one of several. `None` where inference made no entry for it.
    pub(super) fn cast_function(&mut self, values: &[Value<'c>], from: &Type, to: &Type) -> Option<Values<'c>> {
        let entry = self.code.externals.entries.get(&(to.clone(), from.clone()))?.clone();
        let builder = self.code.builder;
        let mut references = [0_u64; 4];
        let mut slots = CAPTURES;
        let mut places = Vec::new();
        for value in values {
            places.push(slots);
            if convert::is_counted(value.ty()) {
                // Of an array the owner is behind the pointer to its data.
                let owner = slots + usize::from(convert::is_array(value.ty()));
                *references.get_mut(owner / 64)? |= 1 << (owner % 64);
            }
            slots += convert::from_mlir(value.ty()).map_or(1, |ty| ty.slots());
        }
        let words = std::iter::once(slots as i64).chain(references.map(|word| word as i64));
        let words: Vec<_> = words.map(|word| builder.constant_i64(word)).collect();
        let made = self.code.make("numlir_instance_new", &words, to);
        let set = |slot: usize, value: Value<'c>| {
            builder
                .op("nd.set_field")
                .operand(made)
                .attribute("slot", builder.integer(builder.i64(), slot as i64))
                .operand(value)
                .attribute("fresh", builder.unit())
                .insert();
        };
        let address = |callee: Option<&str>| {
            let callee = callee.map(|callee| builder.symbol(callee));
            builder.op("nd.address_of").maybe_attribute("callee", callee).result(builder.i64()).value()
        };
        set(0, address(Some(&entry_name(&entry))));
        set(1, address(None));
        places.into_iter().zip(values).for_each(|(slot, value)| set(slot, *value));
        Some(smallvec![made])
    }
}

/// The symbol of the wrapper that the address of a function's value leads to.
pub fn entry_name(function: &str) -> String {
    format!("{function}.value")
}

/// The functions that addresses of functions' values lead to, by the type of the value and that of the function.
pub fn entries(functions: &[Operation]) -> HashMap<(Type, Type), String> {
    let entries = functions.iter().filter(|function| function.attribute(FUNCTION_ENTRY).is_some());
    let entry = |function: &Operation| {
        let parameters = function.region(0).first_block()?;
        let types = [0, 1].map(|position| convert::from_mlir(parameters.argument(position).ty()));
        let [Some(value), Some(function_type)] = types else { return None };
        Some(((value, function_type), function.text("sym_name").to_owned()))
    };
    entries.filter_map(entry).collect()
}
