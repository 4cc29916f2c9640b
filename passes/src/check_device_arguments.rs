//! Arguments that are arrays of a device are used by kernels alone: the CPU cannot read what is there.
//!
//! Asking for extents and making views is allowed; what else is done with such an array outside of a launch is an error at its
//! place. Needs parallel loops as launches. Changes nothing. Linear in the uses.

use crate::{
    blocks::defined_functions,
    code::{Code, Externals, Settings},
};
use melior::Context;
use numlir_dialects::{Builder, Operation, Value, location, passes::Outcome, types::Type};
use numlir_grammar::diagnostic::{Diagnostic, Kind};

/// Checks the entry of a module, whose arguments have these types; those at `positions` are of a device.
///
/// # Errors
/// Where one of them is used on the CPU.
pub fn check_device_arguments<'c>(
    context: &'c Context,
    module: Operation<'c>,
    (types, positions): (&[Type], &[usize]),
) -> Outcome {
    let functions = defined_functions(module);
    let Some(entry) = functions.into_iter().find(|function| function.attribute("numlir.entry").is_some()) else {
        return Ok(());
    };
    let (settings, mut externals) = (Settings::default(), Externals::default());
    let code = Code { builder: Builder::before(context, entry), settings: &settings, externals: &mut externals };
    let block = entry.region(0).first_block().expect("a function with a body");
    let mut errors = Vec::new();
    for position in positions.iter().filter(|position| **position < types.len()) {
        let before: usize = types[..*position].iter().map(|ty| code.flat_types(ty).len()).sum();
        follow(block.argument(before), &mut errors);
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

fn follow<'c>(array: Value<'c>, errors: &mut Vec<Diagnostic>) {
    for (user, _) in array.uses() {
        match user.name() {
            "nd.dim" | "nd.stride" | "nd.address" | "simt.launch" => {}
            "nd.view" | "nd.select" | "nd.relayout" => follow(user.result(0), errors),
            _ => {
                let message = "an array of the device is used on the CPU, which cannot read it";
                let error = Diagnostic::new(Kind::Unsupported, "device-array", message);
                let error =
                    error.help("use it in loops over prange and in array expressions, or copy it with copy_to_host()");
                errors.push(match location::from_mlir(user.location()) {
                    Some(place) => error.at(place, "used here"),
                    None => error,
                });
            }
        }
    }
}
