//! Operations inside `try`: which of them raise, as far as their types say it. A handler that nothing leads to is not compiled.

use super::{
    body::OperationBody,
    fact::Fact,
    solve::{Id, Solver},
};
use numlir_dialects::types::{Scalar, Type};

impl Solver<'_> {
    /// Looks at `py.failed`, behind the operation at `place`, or none.
    pub fn failed(&mut self, id: Id, op: &OperationBody, before: Option<(&OperationBody, (u32, u32))>, waits: bool) {
        let fact = match before {
            // As far as is known the operation never comes to its end.
            Some((raising, _)) if waits || raising.name == "py.throw" => Fact::boolean(true),
            Some((guarded, place)) if !self.never_raises(id, guarded, place) => Fact::of(Type::BOOL),
            _ => Fact::boolean(false),
        };
        self.set(id, op.first_result, fact);
        self.set(id, op.first_result + 1, Fact::of(Type::Scalar(Scalar::Int32)));
    }

    fn never_raises(&self, id: Id, op: &OperationBody, place: (u32, u32)) -> bool {
        let specialisation = &self.specialisations[id];
        if specialisation.callees.contains_key(&place) || specialisation.errors.contains_key(&place) {
            return false;
        }
        let types: smallvec::SmallVec<[&Type; 4]> =
            op.operands.iter().filter_map(|operand| specialisation.facts[*operand as usize].ty()).collect();
        let scalars = || types.iter().all(|ty| ty.scalar().is_some());
        let is_optional = |ty: &&Type| matches!(ty, Type::Optional(_));
        let unwraps = types.iter().any(is_optional);
        match op.name {
            "py.constant" | "py.builtin" | "py.dtype" | "py.frozen" | "py.function" | "py.captured" | "py.undef"
            | "py.slice" | "py.build_tuple" | "py.cast" | "py.narrow" | "py.matches" | "arith.xori"
            | "arith.constant" => true,
            "py.getattr" => {
                !unwraps
                    && !matches!(types[..], [Type::List(_) | Type::Set(_) | Type::Str | Type::Bytes | Type::Caught])
            }
            "py.truth" => scalars(),
            "py.compare" => scalars() || matches!(op.operation.text("op"), "is" | "is_not"),
            "py.unary" => scalars(),
            "py.binary" | "py.inplace" => {
                scalars() && matches!(op.operation.text("op"), "add" | "sub" | "mul" | "and" | "or" | "xor")
            }
            "py.unpack" => matches!(types[..], [Type::Tuple(_)]),
            "py.iter" => types.iter().all(|ty| is_plain(ty)),
            "py.next" => matches!(types[..], [Type::Iterator(over)] if is_plain(over)),
            "py.call" => match types.first() {
                Some(Type::Builtin(name)) if crate::exceptions::is_exception(name) => true,
                Some(Type::Builtin(name)) => {
                    let name = name.as_ref();
                    !unwraps
                        && match name {
                            // A third argument, the step, may be zero.
                            "builtins.range" | "numlir.prange" => types.len() < 4,
                            name => matches!(name, "builtins.len" | "builtins.isinstance"),
                        }
                }
                _ => false,
            },
            _ => false,
        }
    }
}

/// Whether iterating needs no memory and asks nobody.
fn is_plain(over: &Type) -> bool {
    match over {
        Type::Range | Type::Tuple(_) => true,
        Type::Array(array) => array.rank > 0,
        Type::Enumerate(over) => is_plain(over),
        Type::Zip(over) => over.iter().all(is_plain),
        _ => false,
    }
}
