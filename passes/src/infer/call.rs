//! Calls: of functions of the program, of builtins, of classes.

use super::{
    Passed,
    bind::{Bound, Given, Template, bind},
    body::OperationBody,
    fact::Fact,
    index,
    literally::LITERALLY,
    operation::{Message, here, is_sequence, place, typing, unsupported},
    optional::{ENUMERATION, NAMED_TUPLE},
    solve::{Arguments, Id, REJECTED, Solver, Step},
};
use crate::{
    attributes,
    builtins::{self, Builtin, object_call::has_object},
    code::{Argument, Constant},
    conversion::{Selection, instantiated, select},
    exceptions,
    made_ufunc::MadeUfunc,
};
use numlir_dialects::{
    Operation,
    build::{array_elements, dense_i64_values},
    instance,
    ir::attribute_text,
    named,
    types::{Scalar, Type},
};
use numlir_grammar::diagnostic::Diagnostic;

/// The builtin whose value is of the type that a call of its first argument with the others has; nothing is called.
pub const RESULT_OF: &str = "numlir.library.result_of";

/// An argument of a call operation: an operand, or an element of the tuple that a starred operand is.
#[derive(Clone, Debug)]
pub struct Supplied<'c> {
    /// The operand, counted without the callee.
    pub operand: usize,
    pub element: Option<usize>,
    pub keyword: Option<&'c str>,
    pub fact: Fact,
}

/// The arguments of a call operation, in order, starred tuples spread.
///
/// # Errors
/// The type of a starred argument that is no tuple.
pub fn supplied<'c>(call: Operation<'c>, facts: &[Fact]) -> Result<Vec<Supplied<'c>>, Type> {
    let keywords = call.attribute("keywords").and_then(array_elements).unwrap_or_default();
    let stars = call.attribute("stars").and_then(dense_i64_values).unwrap_or_default();
    let first_keyword = facts.len() - keywords.len();
    let mut supplied = Vec::with_capacity(facts.len());
    for (operand, fact) in facts.iter().enumerate() {
        let keyword = operand.checked_sub(first_keyword).and_then(|index| attribute_text(keywords[index]));
        if !stars.contains(&(operand as i64)) {
            supplied.push(Supplied { operand, element: None, keyword, fact: fact.clone() });
            continue;
        }
        let Some(elements) = fact.ty().and_then(Type::elements) else {
            return Err(fact.ty().cloned().unwrap_or(Type::None));
        };
        for (element, ty) in elements.iter().enumerate() {
            supplied.push(Supplied { operand, element: Some(element), keyword: None, fact: Fact::of(ty.clone()) });
        }
    }
    Ok(supplied)
}

/// What Python's own numbers have beside what rules give.
const OF_NUMBERS: &[&str] = &[
    "as_integer_ratio",
    "bit_count",
    "bit_length",
    "conjugate",
    "denominator",
    "hex",
    "imag",
    "is_integer",
    "numerator",
    "real",
    "to_bytes",
];

impl<'c> Solver<'c> {
    pub fn call(
        &mut self,
        id: Id,
        at: (u32, u32),
        op: &OperationBody<'c>,
        facts: &[Fact],
    ) -> Result<Step, Box<Diagnostic>> {
        let arguments = supplied(op.operation, &facts[1..]).map_err(|ty| {
            place(typing("star-of-no-tuple", format!("only tuples can be spread with *, not {ty}")), op)
        })?;
        if arguments.iter().any(|argument| argument.keyword == Some("**")) {
            return Err(place(unsupported("calls with **mapping are not compiled"), op));
        }
        let fact = match facts[0].ty() {
            Some(Type::Builtin(name)) if &**name == LITERALLY => return self.literally(id, op, &arguments),
            Some(Type::Function { symbol, captures }) => {
                let captures = captures.clone();
                let template = self.template(symbol).map_err(|mut errors| Box::new(errors.remove(0)))?;
                return self.call_function(id, at, op, (template, &captures), &arguments);
            }
            Some(chosen @ Type::Choice(_)) => {
                if arguments.iter().any(|argument| argument.keyword.is_some()) {
                    let message = "a first-class function call cannot use keyword arguments: the function is chosen when the code runs";
                    return Err(place(unsupported(message), op));
                }
                let template = self.library("function.call").expect("the library calls functions");
                return self.call_function(id, at, op, (template, std::slice::from_ref(chosen)), &arguments);
            }
            Some(function) if instance::signature(function).is_some() => {
                if arguments.iter().any(|argument| argument.keyword.is_some()) {
                    let message =
                        "a first-class function call cannot use keyword arguments: its parameters have no names";
                    return Err(place(unsupported(message), op));
                }
                let template = self.library("function.call_value").expect("the library calls functions");
                return self.call_function(id, at, op, (template, std::slice::from_ref(function)), &arguments);
            }
            Some(Type::Builtin(name)) if &**name == "numlir.library.has_method" => {
                Ok(Fact::boolean(self.answers_method(&arguments)))
            }
            Some(Type::Builtin(name)) if &**name == "builtins.hasattr" => self.answers_attribute(&arguments),
            Some(Type::Builtin(name)) if &**name == RESULT_OF => {
                let Some(Type::Function { symbol, captures }) = arguments.first().and_then(|first| first.fact.ty())
                else {
                    return Err(place(typing("result-of", "the function is not known"), op));
                };
                let template = self.template(symbol).map_err(|mut errors| Box::new(errors.remove(0)))?;
                return self.call_function(id, at, op, (template, &captures.clone()), &arguments[1..]);
            }
            Some(Type::Builtin(name)) if let Some(class) = name.strip_prefix(NAMED_TUPLE) => {
                let order =
                    named_arguments(class, &arguments).map_err(|message| place(typing("bad-call", message), op))?;
                let given: Vec<&Fact> = order.iter().map(|position| &arguments[*position].fact).collect();
                let elements = given.iter().filter_map(|fact| fact.ty().cloned()).collect();
                let constants = given.iter().map(|fact| fact.constant().cloned()).collect();
                Ok(Fact::Known(Type::Named { class: class.into(), elements }, Some(Constant::Tuple(constants))))
            }
            Some(Type::Builtin(name)) if let Some(made) = MadeUfunc::parse(name) => {
                return self.call_made_ufunc(id, at, op, (&made, &arguments));
            }
            // Functions of the library that do for instances what a rule does for others.
            Some(Type::Builtin(name))
                if name.starts_with("builtins.")
                    && arguments.iter().any(|argument| argument.fact.ty().is_some_and(|ty| is_served(ty, name)))
                    && let Some(template) = self.library(&name.replacen("builtins.", "instances.", 1)) =>
            {
                return self.call_function(id, at, op, (template, &[]), &arguments);
            }
            Some(Type::Builtin(name)) if builtins::find(name).is_none() && !exceptions::is_exception(name) => {
                if let Some(template) = self.library(&name.clone()) {
                    return self.call_function(id, at, op, (template, &[]), &arguments);
                }
                match self.users(name, None, &arguments, op)? {
                    Some(template) => return self.call_function(id, at, op, (template, &[]), &arguments),
                    None => builtin(name, None, &arguments),
                }
            }
            Some(Type::Builtin(name))
                if arguments.is_empty()
                    && let Some(class) = builtins::instance::empty_class(name) =>
            {
                Ok(Fact::of(self.fresh_instance(id, at, class)))
            }
            Some(Type::Builtin(name)) => match builtin(name, None, &arguments) {
                Err(message) => match self.users(name, None, &arguments, op)?.or_else(|| self.library(name)) {
                    Some(template) => {
                        self.builtin_errors.insert((id, at), place(message, op));
                        return self.call_function(id, at, op, (template, &[]), &arguments);
                    }
                    // Lists and tuples that a ufunc gets become arrays.
                    None if let Some((inputs, _)) = builtins::ufunc_counts(name)
                        && arguments.iter().take(inputs).any(|argument| is_sequence(&argument.fact))
                        && let Some(template) = self.library(&format!("ufunc.of_{inputs}")) =>
                    {
                        self.builtin_errors.insert((id, at), place(message, op));
                        let function = Type::Builtin(name.clone());
                        return self.call_function(id, at, op, (template, &[function]), &arguments);
                    }
                    None => Err(message),
                },
                known => known,
            },
            Some(Type::Method { object, name }) => {
                let (known, object) = (format!("{}.{name}", builtins::family(object)), object.clone());
                let method = format!("method.{name}");
                if builtins::find(&known).is_none()
                    && let Some(template) = self.users(&method, Some(&object), &arguments, op)?
                {
                    return self.call_function(id, at, op, (template, &[Type::clone(&object)]), &arguments);
                }
                if matches!(*object, Type::List(_) | Type::Set(_)) {
                    let told = self.list_method(id, op, &object, name, facts);
                    told.map_err(|message| self.with_origin(id, op.operands[0], place(message, op)))?;
                }
                match builtin(&known, Some(&object), &arguments) {
                    // The library may take what the compiler's own rule does not, as of functions.
                    Err(message) => match self.library(&known) {
                        Some(template) => {
                            self.builtin_errors.insert((id, at), place(message, op));
                            let captures = [Type::clone(&object)];
                            return self.call_function(id, at, op, (template, &captures), &arguments);
                        }
                        None => Err(message),
                    },
                    known => known,
                }
            }
            Some(object @ Type::Instance { class, .. }) if instance::has_method(class, "__call__") => {
                match self.users("method.__call__", Some(object), &arguments, op)? {
                    Some(template) => {
                        return self.call_function(id, at, op, (template, std::slice::from_ref(object)), &arguments);
                    }
                    None => Err(typing("not-callable", format!("{object} cannot be called"))),
                }
            }
            Some(Type::Dtype(scalar)) => Err(typing("not-callable", format!("dtype({scalar}) cannot be called"))),
            other => {
                let other = other.cloned().unwrap_or(Type::None);
                Err(typing("not-callable", format!("{other} cannot be called")))
            }
        };
        let mut fact = fact.map_err(|message| place(message, op))?;
        if let Some(made @ (Type::List(element) | Type::Set(element))) = fact.ty()
            && makes_list(facts[0].ty())
        {
            let set = matches!(made, Type::Set(_));
            let element = Some(&**element).filter(|element| **element != builtins::NO_ELEMENT);
            let list = self.fresh_list(id, at, element).map_err(|message| place(message, op))?;
            fact = Fact::of(match list {
                Type::List(element) if set => Type::Set(element),
                list => list,
            });
        }
        self.set(id, op.first_result, fact);
        Ok(Step::Done)
    }

    fn call_function(
        &mut self,
        id: Id,
        at: (u32, u32),
        op: &OperationBody<'c>,
        (index, captures): (usize, &[Type]),
        arguments: &[Supplied<'c>],
    ) -> Result<Step, Box<Diagnostic>> {
        let template = &self.templates[index];
        let given: Vec<_> = arguments.iter().map(|argument| Given { keyword: argument.keyword }).collect();
        let bound = bind(template, &given).map_err(|message| place(typing("bad-call", message), op))?;
        let mut inputs = Arguments::default();
        let none = || Fact::Known(Type::None, Some(Constant::None));
        captures[..template.captures].iter().for_each(|capture| inputs.push(Fact::of(capture.clone())));
        let mut operands = vec![None; template.captures];
        for slot in &bound {
            operands.push(match slot {
                Bound::Given(position) if arguments[*position].element.is_none() => {
                    Some(op.operands[arguments[*position].operand + 1])
                }
                _ => None,
            });
            inputs.push(match slot {
                Bound::Given(position) => arguments[*position].fact.clone(),
                Bound::Default(value) => {
                    attributes::meaning(*value).map_or_else(none, |(ty, constant)| Fact::Known(ty, constant))
                }
                Bound::Captured(position) => Fact::of(captures[template.captures + position].clone()),
                Bound::Rest(positions) => {
                    let facts: Vec<_> = positions.iter().map(|position| &arguments[*position].fact).collect();
                    let constants = facts.iter().map(|fact| fact.constant().cloned()).collect();
                    let ty = Type::tuple(facts.iter().filter_map(|fact| fact.ty().cloned()));
                    Fact::Known(ty, Some(Constant::Tuple(constants)))
                }
            });
        }
        self.ask_callers(id, op, (index, &inputs), &operands)?;
        self.call_template(id, at, op, index, inputs)
    }

    /// Whether an object has an attribute of a constant name: by a rule, of the library, a user's class's own, or one that users have added.
    fn answers_attribute(&mut self, arguments: &[Supplied]) -> Result<Fact, Message> {
        let [object, name] = arguments else {
            return Err(typing("bad-call", format!("hasattr expected 2 arguments, got {}", arguments.len())));
        };
        let Some(Constant::Str(name)) = name.fact.constant() else {
            return Err(typing(
                "bad-argument",
                "hasattr(): the name has to be a string that is known when compiling".to_owned(),
            ));
        };
        let Some(ty) = object.fact.ty() else { return Ok(Fact::boolean(false)) };
        let own = match ty {
            Type::Instance { class, .. } => instance::field(ty, name).is_some() || instance::has_method(class, name),
            _ => index::attribute(&object.fact, name).is_ok(),
        };
        let passed = Passed { keyword: None, ty: ty.clone(), constant: None };
        // Programs ask for `shape` and the like to tell numbers from arrays, so a number that may be Python's own has what those have.
        let pythons = matches!(ty, Type::Scalar(Scalar::Bool | Scalar::Int64 | Scalar::Float64 | Scalar::Complex128));
        let counts = !pythons || OF_NUMBERS.contains(&&**name);
        let has = own
            || (counts && self.library(&format!("{}.{name}", builtins::family(ty))).is_some())
            || matches!(self.overload(&format!("attribute.{name}"), &[passed]), Ok(Some(_)));
        Ok(Fact::boolean(has))
    }

    /// Whether an object has a method of a name: of the library, or a user's class's own.
    fn answers_method(&mut self, arguments: &[Supplied]) -> bool {
        let [object, name] = arguments else { return false };
        match (object.fact.ty(), name.fact.constant()) {
            (Some(ty @ Type::Instance { class, .. }), Some(Constant::Str(name))) => {
                let family = builtins::family(ty);
                numlir_dialects::instance::has_method(class, name)
                    || self.library(&format!("{family}.{name}")).is_some()
            }
            _ => false,
        }
    }

    /// The template that users have given for a function and arguments.
    fn users(
        &mut self,
        name: &str,
        object: Option<&Type>,
        arguments: &[Supplied],
        op: &OperationBody<'c>,
    ) -> Result<Option<usize>, Box<Diagnostic>> {
        let object = object.map(|ty| Passed { keyword: None, ty: ty.clone(), constant: None });
        let passed = |argument: &Supplied| Passed {
            keyword: argument.keyword.map(str::to_owned),
            ty: argument.fact.ty().cloned().unwrap_or(Type::None),
            constant: argument.fact.constant().cloned(),
        };
        let passed: Vec<_> = object.into_iter().chain(arguments.iter().map(passed)).collect();
        self.overload(name, &passed).map_err(|message| place(typing("overload", message), op))
    }

    /// An attribute that users have given: their function is called with the object.
    pub fn users_attribute(
        &mut self,
        id: Id,
        at: (u32, u32),
        op: &OperationBody<'c>,
        (name, object): (&str, &Fact),
    ) -> Result<Option<Step>, Box<Diagnostic>> {
        let Some(ty) = object.ty() else { return Ok(None) };
        let passed = Passed { keyword: None, ty: ty.clone(), constant: None };
        let found = self.overload(&format!("attribute.{name}"), &[passed]);
        if let Some(template) = found.map_err(|message| place(typing("overload", message), op))? {
            let mut inputs = Arguments::default();
            inputs.push(object.clone());
            return self.call_template(id, at, op, template, inputs).map(Some);
        }
        if self.has_method(name) {
            let method = Type::Method { object: ty.clone().into(), name: name.into() };
            self.set(id, op.first_result, Fact::of(method));
            return Ok(Some(Step::Done));
        }
        Ok(None)
    }

    /// Has an operation done by a function of the library, whose parameters are the operands in order. `None` where the
    /// library has no such function.
    pub fn call_library(
        &mut self,
        id: Id,
        at: (u32, u32),
        op: &OperationBody<'c>,
        name: &str,
        facts: &[Fact],
    ) -> Option<Result<Step, Box<Diagnostic>>> {
        let template = self.library(name)?;
        let mut inputs = Arguments::default();
        facts.iter().for_each(|fact| inputs.push(fact.clone()));
        Some(self.call_template(id, at, op, template, inputs))
    }

    /// What a call of a function that has signatures of its own passes, and the type of the result.
    fn chosen(&self, template: usize, inputs: &Arguments) -> Result<(Arguments, Option<Type>), Message> {
        let Template { name, signatures, .. } = &self.templates[template];
        let position = match select(signatures.iter().map(|(arguments, _)| arguments.as_slice()), &inputs.types) {
            Selection::One(position) => position,
            // In compiled code numba takes the first.
            Selection::Several(positions) => positions[0],
            Selection::Nothing => {
                let list = |types: &[Type]| types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                let known: Vec<_> = signatures.iter().map(|(arguments, _)| format!("({})", list(arguments))).collect();
                let given = list(&inputs.types);
                let message = format!(
                    "No matching definition for argument type(s) {given}: {name}() is compiled for {} only",
                    known.join(", ")
                );
                return Err(typing("no-signature", message));
            }
        };
        let (arguments, result) = &signatures[position];
        let arguments =
            arguments.iter().zip(inputs.types.iter()).map(|(declared, given)| instantiated(declared, given));
        Ok((Arguments::of_types(arguments.collect()), Some(result.clone())))
    }

    pub fn call_template(
        &mut self,
        id: Id,
        at: (u32, u32),
        op: &OperationBody<'c>,
        template: usize,
        inputs: Arguments,
    ) -> Result<Step, Box<Diagnostic>> {
        let from = here(op).map(|here| (here, id));
        let (inputs, declared) = match self.templates[template].signatures.is_empty() {
            true => (inputs, None),
            false => self.chosen(template, &inputs).map_err(|message| place(message, op))?,
        };
        let callee = self.demand(template, inputs, from).map_err(|mut errors| Box::new(errors.remove(0)))?;
        self.declare(callee, declared.as_ref());
        let result = self.result_of(callee, id, at);
        let wait = result == Fact::Nothing;
        if op.results > 0 {
            self.set(id, op.first_result, result);
        }
        Ok(if wait { Step::Wait } else { Step::Done })
    }
}

/// The arguments of a call that makes a named tuple, in the order of the fields.
///
/// # Errors
/// The text of Python's TypeError.
pub fn named_arguments(class: &str, arguments: &[Supplied]) -> Result<Vec<usize>, String> {
    let name = named::shown(class);
    let fields: Vec<&str> = named::fields(class).collect();
    let mut order = vec![None; fields.len()];
    for (position, argument) in arguments.iter().enumerate() {
        let field = match argument.keyword {
            Some(keyword) => fields.iter().position(|field| *field == keyword),
            None => (position < fields.len()).then_some(position),
        };
        let Some(field) = field else {
            return Err(match argument.keyword {
                Some(keyword) => format!("{name}() got an unexpected keyword argument '{keyword}'"),
                None => format!("{name}() takes {} positional arguments but more were given", fields.len()),
            });
        };
        if order[field].replace(position).is_some() {
            return Err(format!("{name}() got multiple values for argument '{}'", fields[field]));
        }
    }
    let missing = order.iter().position(Option::is_none);
    match missing {
        Some(missing) => Err(format!("{name}() is missing the field '{}'", fields[missing])),
        None => Ok(order.into_iter().flatten().collect()),
    }
}

/// Whether the list that a call of a builtin gives is a new one, whose elements may be of a wider type than asked for.
pub fn makes_list(callee: Option<&Type>) -> bool {
    match callee {
        Some(Type::Builtin(name)) => matches!(name.as_ref(), "builtins.list" | "builtins.set"),
        Some(Type::Method { object, name }) => {
            matches!(**object, Type::List(_) | Type::Set(_)) && name.as_ref() == "copy"
        }
        _ => false,
    }
}

fn builtin(name: &str, object: Option<&Type>, arguments: &[Supplied]) -> Result<Fact, super::operation::Message> {
    if exceptions::is_exception(name) {
        let class = exceptions::class_of(name);
        let mut types = arguments.iter().filter_map(|argument| argument.fact.ty());
        if let Some(ty) = types.find(|ty| !has_object(ty)) {
            return Err(typing(
                "raised-value",
                format!(
                    "an exception of class {} cannot be made with it: Cannot convert native {ty} to a Python object.",
                    exceptions::shown(class)
                ),
            ));
        }
        return Ok(Fact::of(Type::Exception(class.into())));
    }
    if name == "numlir.library.reject" {
        let text = match arguments.first().and_then(|argument| argument.fact.constant()) {
            Some(Constant::Str(text)) => text.to_string(),
            _ => "the arguments do not fit".to_owned(),
        };
        return Err(typing(REJECTED, text));
    }
    let shown = name.trim_start_matches("builtins.");
    if let Some(class) = name.strip_prefix(ENUMERATION) {
        let class = named::shown(class);
        let given: Vec<_> =
            arguments.iter().filter_map(|argument| argument.fact.ty().map(ToString::to_string)).collect();
        return Err(typing(
            "no-member",
            format!("{class}({}): no member of {class} has a value of this type", given.join(", ")),
        ));
    }
    let Some(builtin) = builtins::find(name) else {
        // What users have overloaded, but not for these types.
        if let Some((_, shown)) = name.strip_prefix("numlir.overloaded.").and_then(|rest| rest.split_once('.')) {
            let given: Vec<_> =
                arguments.iter().filter_map(|argument| argument.fact.ty().map(ToString::to_string)).collect();
            let call = format!("{shown}({})", given.join(", "));
            return Err(typing(
                "no-implementation",
                format!("No implementation of function {shown} found for signature: {call}"),
            ));
        }
        return Err(unsupported(format!("{shown} is not compiled yet")));
    };
    let slots = slots(builtin, object.is_some(), arguments)
        .map_err(|message| typing("bad-call", format!("{shown}() {message}")))?;
    let inputs: Vec<Option<Argument>> = slots
        .iter()
        .map(|slot| match slot {
            Slot::Object => object.map(|ty| Argument { ty: ty.clone(), constant: None }),
            Slot::Argument(position) => match &arguments[*position].fact {
                Fact::Known(ty, constant) => Some(Argument { ty: ty.clone(), constant: constant.clone() }),
                _ => None,
            },
            Slot::Absent => None,
        })
        .collect();
    let (ty, constant) = builtins::infer(builtin, &inputs).map_err(|message| {
        // Of what only the library calls, no user knows the name.
        if name.starts_with("numlir.library.") {
            return typing("bad-argument", message);
        }
        let types: Vec<_> = inputs.iter().flatten().map(|argument| argument.ty.to_string()).collect();
        typing("bad-argument", format!("{shown}({}): {message}", types.join(", ")))
    })?;
    Ok(Fact::Known(ty, constant))
}

/// Whether an exception can hold the value.
/// What a parameter of a builtin gets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Slot {
    Object,
    Argument(usize),
    Absent,
}

/// Binds arguments to a builtin's parameters.
///
/// # Errors
/// What is wrong, to follow the function's name.
pub fn slots(builtin: &Builtin, method: bool, arguments: &[Supplied]) -> Result<Vec<Slot>, String> {
    let variadic = builtin.parameters.last() == Some(&"*");
    let names = if variadic { &builtin.parameters[..builtin.parameters.len() - 1] } else { builtin.parameters };
    let mut slots = vec![Slot::Absent; names.len()];
    // Keyword-only parameters come first.
    let keyword_only = names.iter().take_while(|name| name.starts_with('=')).count();
    let mut next = keyword_only;
    if method {
        slots[0] = Slot::Object;
        next = 1;
    }
    for (position, argument) in arguments.iter().enumerate() {
        let Some(keyword) = argument.keyword else {
            if next < names.len() {
                slots[next] = Slot::Argument(position);
            } else if variadic {
                slots.push(Slot::Argument(position));
            } else {
                let given = arguments.iter().filter(|argument| argument.keyword.is_none()).count();
                let plural = if names.len() == 1 { "" } else { "s" };
                return Err(format!(
                    "takes at most {} argument{plural}, {given} given",
                    names.len() - usize::from(method)
                ));
            }
            next += 1;
            continue;
        };
        let index = names.iter().position(|name| name.trim_start_matches('=').trim_end_matches('?') == keyword);
        let Some(index) = index else { return Err(format!("has no parameter '{keyword}'")) };
        if slots[index] != Slot::Absent {
            return Err(format!("got multiple values for argument '{keyword}'"));
        }
        slots[index] = Slot::Argument(position);
    }
    for (index, name) in names.iter().enumerate() {
        if slots[index] == Slot::Absent && !name.ends_with('?') {
            return Err(format!("is missing the argument '{name}'"));
        }
    }
    Ok(slots)
}

/// Whether a function of the library does for an argument what a builtin's rule does for others: for instances; but those that
/// wrap iterators take generators as they are.
fn is_served(ty: &Type, builtin: &str) -> bool {
    let wraps = matches!(builtin, "builtins.zip" | "builtins.enumerate");
    matches!(ty, Type::Instance { .. }) && !(wraps && instance::yielded(ty).is_some())
}
