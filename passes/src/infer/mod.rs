//! Infers the types of a function and of all it calls, for one signature.
//!
//! From templates, whose values are all `!py.unknown`, to specialisations: typed copies, one for each template and argument
//! types. Templates are gone afterwards.
//!
//! ```mlir
//! func.func private @f(%x: !py.unknown) -> !py.unknown attributes {py.template, …} {
//!   %0 = py.constant(2.0 : f64) : !py.unknown
//!   %1 = py.binary "mul" %x, %0 : (!py.unknown, !py.unknown) -> !py.unknown
//!   return %1 : !py.unknown
//! }
//! // infer-types{entry=f arguments=int64}
//! func.func private @"f(int64)"(%x: si64) -> f64 attributes {…} {
//!   %0 = py.constant(2.0 : f64) : f64
//!   %1 = py.binary "mul" %x, %0 : (si64, f64) -> f64
//!   return %1 : f64
//! }
//! ```
//!
//! A forward dataflow to a fixpoint. A value's fact is its type and, where known, its constant; block arguments join what
//! their edges bring, by Numba's rules of unification. A branch whose condition is known is followed on one side only, so that
//! what `x is None` excludes is neither inferred nor compiled. Calls infer the callee first, through one worklist of
//! specialisations and without recursion; a recursive call begins with nothing known of its result. Facts only rise, and the
//! lattice is a few steps high, so the cost is linear in the size of the specialisations.

mod bind;
mod body;
mod call;
mod compare;
mod displays;
mod dtype_displays;
mod elements;
pub mod fact;
mod function_values;
mod guarded;
mod index;
mod instances;
mod lists;
mod literally;
mod operation;
pub mod optional;
pub mod record;
mod rules;
mod shapes;
mod solve;
mod specialise;
mod strings;
pub mod subscript;
mod turns;
pub mod ufunc;
mod unroll;

pub use bind::{Bound, Given, Template, bind};
pub use call::{Slot, named_arguments, slots, supplied};
pub use compare::comparable;
pub use elements::element_of;
pub use fact::unify;
pub use index::slice_positions;
pub use instances::converts;
pub use lists::holdable;
pub use literally::wanted_literals;
pub use optional::{ENUMERATION, NAMED_TUPLE};
pub use rules::unpacking;
pub use strings::{formattable, takes_specification};

use crate::{code::Constant, signature::parse_types};
use melior::Context;
use numlir_dialects::{Operation, passes::Outcome, types::Type};
use numlir_grammar::diagnostic::{Diagnostic, Kind};

/// Where templates come from that the module does not have: functions written in Python that stand for operations and for
/// functions known to the compiler.
pub trait Library {
    /// Adds the template of a function to the module, by its canonical name (`numpy.mean`, `array.sum`, `operator.matmul`).
    /// `None` where there is no such function. It is asked once for a name.
    fn template<'c>(&self, context: &'c Context, module: Operation<'c>, name: &str) -> Option<Operation<'c>>;

    /// Adds the template that users have given for a function and these arguments, with the functions it reaches.
    /// `name` is the canonical name, or `method.x` and `attribute.x`, whose first argument is the object. `None` where
    /// users have given none.
    ///
    /// # Errors
    /// What went wrong when the user's code was asked.
    fn overload<'c>(
        &self,
        _context: &'c Context,
        _module: Operation<'c>,
        _name: &str,
        _arguments: &[Passed],
    ) -> Result<Option<Operation<'c>>, String> {
        Ok(None)
    }

    /// Whether users have given methods of a name, of whatever type.
    fn has_method(&self, _name: &str) -> bool {
        false
    }

    /// Whether there is machine code of a specialisation of a function, by their symbols.
    fn is_precompiled(&self, _name: &str, _symbol: &dyn Fn() -> String) -> bool {
        false
    }
}

/// An argument as an overload is asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Passed {
    pub keyword: Option<String>,
    pub ty: Type,
    pub constant: Option<Constant>,
}

/// No library at all.
pub struct NoLibrary;

impl Library for NoLibrary {
    fn template<'c>(&self, _: &'c Context, _: Operation<'c>, _: &str) -> Option<Operation<'c>> {
        None
    }
}

/// What a program is compiled for.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    pub symbol: &'a str,
    /// The types of its arguments, in the order of its parameters.
    pub arguments: &'a [Type],
    /// The arguments whose values are known, by their positions.
    pub constants: &'a [(usize, Constant)],
    /// The type of the result, where it is said.
    pub result: Option<&'a Type>,
}

/// Specialises the template `entry` for the types of its arguments, in the order of its parameters, and removes the templates.
/// Where the type of the result is said, what is returned is converted to it.
/// Returns the type of the result. The specialised entry carries the unit attribute `numlir.entry`.
///
/// # Errors
/// Every place where types do not agree, with the source of each.
pub fn infer_types<'c>(
    context: &'c Context,
    module: Operation<'c>,
    entry: Entry,
    library: &'c dyn Library,
) -> Result<Type, Vec<Diagnostic>> {
    let mut solver = solve::Solver::new(context, module, library);
    let template = solver.template(entry.symbol)?;
    let mut arguments = solve::Arguments::of_types(entry.arguments.to_vec());
    for (position, constant) in entry.constants {
        arguments.constants[*position] = Some(constant.clone());
        solver.templates[template].literals[*position] = true;
    }
    let result = entry.result;
    let entry = loop {
        let entry = solver.demand(template, arguments.clone(), None)?;
        solver.declare(entry, result);
        solver.run();
        while solver.demand_function_values(entry) {
            solver.run();
        }
        if !solver.starts_over() {
            break entry;
        }
    };
    if let Some(wanted) = solver.wanted_of_entry() {
        return Err(vec![wanted]);
    }
    let result = solver.finish(entry)?;
    specialise::specialise(&solver, entry);
    Ok(result)
}

/// The pass: options `entry=f arguments=float64[:],int64`.
pub fn run<'c>(context: &'c Context, module: Operation<'c>, options: &str) -> Outcome {
    let option = |name: &str| {
        options.split_whitespace().find_map(|option| option.strip_prefix(name)?.strip_prefix('=')).unwrap_or("")
    };
    let arguments = parse_types(option("arguments"))
        .map_err(|message| vec![Diagnostic::new(Kind::Typing, "bad-signature", message)])?;
    let entry = Entry { symbol: option("entry"), arguments: &arguments, constants: &[], result: None };
    infer_types(context, module, entry, &NoLibrary).map(|_| ())
}
