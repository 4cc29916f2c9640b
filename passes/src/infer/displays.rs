//! Displays of lists, `[a, b]`: what their elements have in common, tuples where a tuple is as good, or dtypes.

use super::{
    body::OperationBody,
    dtype_displays,
    elements::element_of,
    fact::{Fact, unify},
    operation::{Message, typing},
    rules::build_tuple,
    solve::{Id, Solver},
    turns::LITERAL_UNROLL,
};
use numlir_dialects::{Operation, build::dense_i64_values, types::Type};
use rustc_hash::FxHashSet;

/// The code of the error that a display's elements have no common type.
const UNEVEN: &str = "uneven-list";
/// Code for each element of a longer tuple would be more than a loop over a list saves.
const MOST_ARRAYS: usize = 8;

impl Solver<'_> {
    /// A list of the one type that the elements of a display have. Where nobody can tell the difference, elements of several types
    /// make a tuple.
    pub fn list_display(
        &mut self,
        id: Id,
        at: (u32, u32),
        op: &OperationBody,
        facts: &[Fact],
    ) -> Result<Fact, Message> {
        let display = op.operation;
        if has_no_stars(display)
            && let Some(dtype) = dtype_displays::structured(display, facts)
        {
            return Ok(Fact::of(Type::Dtype(dtype)));
        }
        if is_only_read(display) && is_unrolled(display) || has_no_stars(display) && self.is_shape(id, op.first_result)
        {
            return build_tuple(display, facts);
        }
        let types: Vec<&Type> = facts.iter().filter_map(Fact::ty).collect();
        if is_as_good_a_tuple(&types) && is_given_to_numpy(display) {
            return build_tuple(display, facts);
        }
        self.display(id, at, op, &types).or_else(|message| {
            let may_be_tuple = message.1 == UNEVEN
                && (is_only_read(display) || is_ragged(display, &types) && self.is_for_numpy(id, op.first_result));
            if may_be_tuple { build_tuple(display, facts) } else { Err(message) }
        })
    }

    /// The elements of a display have one type.
    pub fn display(&mut self, id: Id, at: (u32, u32), op: &OperationBody, types: &[&Type]) -> Result<Fact, Message> {
        let stars = op.operation.attribute("stars").and_then(dense_i64_values).unwrap_or_default();
        if stars.is_empty()
            && let Some(row) = self.common_row(id, op, types)
        {
            return self.fresh_list(id, at, Some(&row)).map(Fact::of);
        }
        let mut element: Option<Type> = None;
        for (position, ty) in types.iter().enumerate() {
            let ty = if stars.contains(&(position as i64)) { element_of(ty)? } else { (*ty).clone() };
            element = Some(match element {
                None => ty,
                Some(before) => {
                    self.lists.equate_within(&before, &ty);
                    let uneven = || typing(UNEVEN, format!("a list cannot hold both {before} and {ty}"));
                    unify(&before, &ty).ok_or_else(uneven)?
                }
            });
        }
        self.fresh_list(id, at, element.as_ref()).map(Fact::of)
    }

    /// Whether only functions of NumPy's get a display, at once or within another one. To them a tuple is as good, and it may hold
    /// arrays that differ in dtype or rank.
    fn is_for_numpy(&self, id: Id, value: u32) -> bool {
        let body = self.decoded(self.specialisations[id].template);
        let facts = &self.specialisations[id].facts;
        let mut users = body.blocks.iter().flat_map(|block| &block.operations);
        users.all(|user| match user.name {
            _ if !user.operands.contains(&value) => true,
            "py.call" => {
                let callee = facts[user.operands[0] as usize].ty();
                matches!(callee, Some(Type::Builtin(name)) if name.starts_with("numpy."))
            }
            "py.build_list" => self.is_for_numpy(id, user.first_result),
            _ => false,
        })
    }

    /// What rows of numbers, or of such rows, have in common that are made where they are put into one list, `[[c, -s, 0.0], [0, 0, 1]]`:
    /// each then holds what all can. `None` where they are alike, or no such rows.
    fn common_row(&mut self, id: Id, op: &OperationBody, types: &[&Type]) -> Option<Type> {
        let rows = types.iter().map(|ty| numbers_within(ty)).collect::<Option<Vec<_>>>()?;
        let (depth, first) = rows.first()?;
        if *depth == 0 || rows.iter().any(|(other, _)| other != depth) {
            return None;
        }
        let wide = rows.iter().skip(1).try_fold((*first).clone(), |wide, (_, number)| unify(&wide, number))?;
        let mut sites = Vec::new();
        for (operand, (_, number)) in op.operands.iter().zip(&rows) {
            if **number != wide && !self.lists_within(id, *operand, *depth, &mut sites) {
                return None;
            }
        }
        if sites.is_empty() {
            return None;
        }
        for (at, depth) in sites {
            let site = self.list_site(id, at);
            self.lists.bind(site, &nested(&wide, depth - 1));
        }
        Some(nested(&wide, *depth))
    }

    /// The places where a list and, for more than one axis, the lists in it are made, each with its depth; whether all of them are known.
    fn lists_within(&self, id: Id, value: u32, depth: usize, lists: &mut Vec<((u32, u32), usize)>) -> bool {
        let mut sites = FxHashSet::default();
        if !self.made_at(id, value, &mut FxHashSet::default(), &mut sites) {
            return false;
        }
        let body = self.decoded(self.specialisations[id].template);
        sites.into_iter().all(|at| {
            lists.push((at, depth));
            let made = &body.blocks[at.0 as usize].operations[at.1 as usize];
            depth == 1
                || made.name == "py.build_list"
                    && has_no_stars(made.operation)
                    && made.operands.iter().all(|row| self.lists_within(id, *row, depth - 1, lists))
        })
    }
}

/// How deep numbers lie in lists, and their type.
fn numbers_within(ty: &Type) -> Option<(usize, &Type)> {
    match ty {
        Type::Scalar(_) => Some((0, ty)),
        Type::List(of) => numbers_within(of).map(|(depth, number)| (depth + 1, number)),
        _ => None,
    }
}

/// Lists of lists, as deep, of an element.
fn nested(element: &Type, depth: usize) -> Type {
    (0..depth).fold(element.clone(), |of, _| Type::List(of.into()))
}

/// Whether a display is a list that nobody can change or keep: its items are read, it is iterated over, and its length is taken. It can as
/// well be a tuple, whose elements have types of their own.
fn is_only_read(display: Operation) -> bool {
    has_no_stars(display) && display.result(0).uses().into_iter().all(|(user, operand)| is_read(user, operand))
}

/// Whether an operation does no more with a list, its operand at the position, than read it.
pub fn is_read(user: Operation, operand: usize) -> bool {
    match user.name() {
        "py.iter" => true,
        "py.getitem" => operand == 0,
        "py.call" => operand == 1 && matches!(called(user), Some("builtins.len" | LITERAL_UNROLL)),
        _ => false,
    }
}

/// Whether calls of NumPy's functions are all that a display is for: they may as well get a tuple, whose arrays need no memory where they fuse.
fn is_given_to_numpy(display: Operation) -> bool {
    let is_numpy = |name: &str| name.starts_with("numpy.") && name != "numpy.block";
    let uses = display.result(0).uses();
    has_no_stars(display)
        && !uses.is_empty()
        && uses.into_iter().all(|(user, _)| user.is("py.call") && called(user).is_some_and(is_numpy))
}

/// Whether a few arrays of numbers, ranges or texts are all that a display has. Texts are names, which a list does not know when compiling.
fn is_as_good_a_tuple(types: &[&Type]) -> bool {
    let fits = |ty: &&Type| match ty {
        Type::Array(array) => array.element.is_number(),
        ty => matches!(ty, Type::Range | Type::Str),
    };
    (1..=MOST_ARRAYS).contains(&types.len()) && types.iter().all(fits)
}

fn has_no_stars(display: Operation) -> bool {
    display.attribute("stars").and_then(dense_i64_values).unwrap_or_default().is_empty()
}

/// Whether `literal_unroll` gets a list, for its elements' constants.
fn is_unrolled(display: Operation) -> bool {
    display.result(0).uses().into_iter().any(|(user, _)| user.is("py.call") && called(user) == Some(LITERAL_UNROLL))
}

/// The name of the builtin that a call calls.
pub fn called<'c>(call: Operation<'c>) -> Option<&'c str> {
    let callee = call.operand(0).defining_operation().filter(|callee| callee.is("py.builtin"))?;
    Some(callee.text("name"))
}

/// Whether what is put into a display are arrays or lists, and perhaps numbers: what NumPy makes arrays of.
fn is_ragged(display: Operation, types: &[&Type]) -> bool {
    let is_array = |ty: &&Type| matches!(ty, Type::Array(_) | Type::Tuple(_) | Type::List(_));
    has_no_stars(display)
        && types.iter().any(is_array)
        && types.iter().all(|ty| is_array(ty) || matches!(ty, Type::Scalar(_)))
}
