//! What devices can run: computations and accesses to elements, functions of these, and math functions that devices have.

use crate::{
    blocks::{defined_functions, visit_operations},
    check_races::SERIAL,
    lower_par::Loop,
    simt_to_nvvm::device_function,
};
use melior::ir::TypeLike;
use numlir_dialects::{Operation, Region, convert};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// Why a device cannot run something.
#[derive(Clone, Copy)]
pub struct Refusal<'c> {
    pub operation: Operation<'c>,
    pub why: &'static str,
}

/// The functions of a module, and which of them devices can run.
pub struct Fitness<'c> {
    functions: FxHashMap<&'c str, Operation<'c>>,
    /// Of functions that were looked at, or are being looked at.
    known: RefCell<FxHashMap<&'c str, Option<&'static str>>>,
}

const ARRAYS: &[&str] = &[
    "nd.address",
    "nd.dim",
    "nd.frozen",
    "nd.index",
    "nd.load",
    "nd.raise_if",
    "nd.relayout",
    "nd.scratch",
    "nd.select",
    "nd.store",
    "nd.stride",
    "nd.undef",
    "nd.view",
    "nd.yield",
    "par.yield",
    "func.return",
];
const DIALECTS: &[&str] = &["arith", "math", "complex", "scf", "cf", "vector", "simt"];

impl<'c> Fitness<'c> {
    pub fn of(module: Operation<'c>) -> Self {
        let functions = defined_functions(module);
        let functions = functions.into_iter().map(|function| (function.text("sym_name"), function)).collect();
        Self { functions, known: RefCell::default() }
    }

    /// Why a device cannot run a parallel loop, if it cannot.
    pub fn of_loop(&self, operation: Operation<'c>) -> Option<Refusal<'c>> {
        if operation.attribute(SERIAL).is_some() {
            return Some(Refusal { operation, why: "its iterations meet in memory" });
        }
        if Loop::of(operation).initial.iter().any(|initial| convert::is_array(initial.ty())) {
            let why = "each thread would need a copy of an array that iterations add to";
            return Some(Refusal { operation, why });
        }
        self.of_region(operation.region(0))
    }

    /// Why a device cannot run what stands in a region, if it cannot.
    pub fn of_region(&self, region: Region<'c>) -> Option<Refusal<'c>> {
        let mut found = None;
        visit_operations(region, &mut |operation| {
            if found.is_none() {
                found = self.of_operation(operation).map(|why| Refusal { operation, why });
            }
        });
        found
    }

    fn of_operation(&self, operation: Operation<'c>) -> Option<&'static str> {
        let is_object = |ty: melior::ir::Type<'c>| convert::is_counted(ty) && !convert::is_array(ty) && !ty.is_vector();
        if operation.operands().chain(operation.results()).any(|value| is_object(value.ty())) {
            return Some("this is of no type that devices have: a list, set, string or object");
        }
        match operation.name() {
            "nd.create" | "nd.map" | "nd.reduce" => {
                Some("this makes an array, for which there is no memory on the device")
            }
            "nd.try" => Some("exceptions are not caught on devices"),
            "nd.call_c" => self.of_function(operation.text("symbol")),
            "func.call" => self.of_function(operation.text("callee")),
            "par.loop" => None,
            name if ARRAYS.contains(&name) => None,
            name if name.split_once('.').is_some_and(|(dialect, _)| DIALECTS.contains(&dialect)) => None,
            _ => Some("this calls the runtime, which devices do not have"),
        }
    }

    fn of_function(&self, name: &'c str) -> Option<&'static str> {
        let Some(function) = self.functions.get(name) else {
            return device_function(name).is_none().then_some("this calls a function that devices do not have");
        };
        if let Some(known) = self.known.borrow().get(name) {
            return *known;
        }
        // A function that calls itself is what the rest of it is.
        self.known.borrow_mut().insert(name, None);
        let mut inner_loop = false;
        visit_operations(function.region(0), &mut |operation| inner_loop |= operation.is("par.loop"));
        let why = match self.of_region(function.region(0)) {
            None if inner_loop => Some("this calls a function with a parallel loop"),
            None => None,
            Some(_) => Some("this calls a function that devices cannot run"),
        };
        self.known.borrow_mut().insert(name, why);
        why
    }
}
