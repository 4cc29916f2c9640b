//! An entry as bytes.

use super::Key;
use crate::{
    parallel::Note,
    pipeline::{Artifact, Site},
    program::{Added, Constant, FrozenArray, FunctionSource, Host, Passed, Program},
};
use numlir_dialects::types::Type;
use numlir_grammar::diagnostic::Location;
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, sync::Arc};

const MAGIC: &[u8; 8] = b"numlir\x00\x01";
const CHECKSUM: usize = 32;
const HEADER: usize = MAGIC.len() + CHECKSUM + size_of::<u32>();

/// What is kept beside object code.
#[derive(Serialize, Deserialize)]
struct Facts {
    entry: String,
    result: Type,
    sites: Vec<Relative<Site>>,
    parallel: Vec<(String, String, Vec<Relative<Location>>)>,
    /// The numbers of the frozen arrays, with their symbols.
    frozen: Vec<(String, u64)>,
    /// What the host was asked for.
    asked: Vec<Question>,
}

/// What the host was asked for, and the hash of what it gave.
#[derive(Serialize, Deserialize)]
struct Question {
    name: String,
    arguments: Vec<Argument>,
    answer: [u8; 32],
}

#[derive(Serialize, Deserialize)]
struct Argument {
    keyword: Option<String>,
    ty: Type,
    literal: Option<Literal>,
}

/// The constants that a host is told of.
#[derive(Serialize, Deserialize)]
enum Literal {
    Bool(bool),
    Int(i64),
    Str(String),
}

impl Question {
    /// `None` where the answer cannot be told from another process's.
    fn new(added: &Added) -> Option<Self> {
        let argument = |passed: &Passed| Argument {
            keyword: passed.keyword.clone(),
            ty: passed.ty.clone(),
            literal: match &passed.constant {
                Some(Constant::Bool(value)) => Some(Literal::Bool(*value)),
                Some(Constant::Int(value)) => Some(Literal::Int(*value)),
                Some(Constant::Str(text)) => Some(Literal::Str(text.to_string())),
                _ => None,
            },
        };
        let arguments = added.arguments.iter().map(argument).collect();
        Some(Self { name: added.name.to_string(), arguments, answer: Key::of_answer(&added.program)? })
    }

    /// Asks again. `None` where the answer is another now.
    fn ask(self, host: &dyn Host) -> Option<Added> {
        let passed = |argument: Argument| Passed {
            keyword: argument.keyword,
            ty: argument.ty,
            constant: argument.literal.map(|literal| match literal {
                Literal::Bool(value) => Constant::Bool(value),
                Literal::Int(value) => Constant::Int(value),
                Literal::Str(text) => Constant::Str(text.into()),
            }),
        };
        let arguments: Vec<_> = self.arguments.into_iter().map(passed).collect();
        let program = host.overload(&self.name, &arguments).ok()??;
        let same = Key::of_answer(&program)? == self.answer;
        same.then(|| Added { name: self.name.into(), arguments: arguments.into(), program: program.into() })
    }
}

/// A place whose lines count from the first of its function.
#[derive(Serialize, Deserialize)]
struct Relative<P> {
    /// The function, by its position, that the lines are relative to; without one they are not.
    function: Option<u32>,
    place: P,
}

/// A part of a file.
trait Place: Clone {
    fn file(&mut self) -> &mut Arc<str>;
    /// The first line and the last.
    fn lines(&mut self) -> [&mut u32; 2];
}

impl Place for Site {
    fn file(&mut self) -> &mut Arc<str> {
        &mut self.file
    }

    fn lines(&mut self) -> [&mut u32; 2] {
        [&mut self.line, &mut self.end_line]
    }
}

impl Place for Location {
    fn file(&mut self) -> &mut Arc<str> {
        &mut self.file
    }

    fn lines(&mut self) -> [&mut u32; 2] {
        [&mut self.start.0, &mut self.end.0]
    }
}

impl<P: Place> Relative<P> {
    fn new(place: &P, functions: &[&FunctionSource]) -> Self {
        let mut place = place.clone();
        let (file, line) = (place.file().clone(), *place.lines()[0]);
        let holds = |(_, function): &(usize, &&FunctionSource)| {
            let (first, last) = lines(function);
            function.file == file && (first..=last).contains(&line)
        };
        // The innermost of functions in one another.
        let length = |(_, function): &(usize, &&FunctionSource)| lines(function).1 - lines(function).0;
        let function = functions.iter().enumerate().filter(holds).min_by_key(length);
        if let Some((_, function)) = function {
            place.lines().into_iter().for_each(|line| *line = line.saturating_sub(lines(function).0));
            *place.file() = "".into();
        }
        Self { function: function.map(|(index, _)| index as u32), place }
    }

    fn absolute(mut self, functions: &[&FunctionSource]) -> Option<P> {
        if let Some(function) = self.function {
            let function = functions.get(function as usize)?;
            self.place.lines().into_iter().for_each(|line| *line += lines(function).0);
            *self.place.file() = function.file.clone();
        }
        Some(self.place)
    }
}

/// `None` where an entry has what cannot be kept.
pub fn encode(artifact: &Artifact, key: &Key, program: &Program) -> Option<Vec<u8>> {
    let functions = functions(program, &artifact.added);
    let note = |note: &Note| {
        let places = note.places.iter().map(|place| Relative::new(place, &functions)).collect();
        (note.kind.clone(), note.text.clone(), places)
    };
    let numbers = arrays(program);
    let number = |(symbol, address): &(String, usize)| {
        let array = numbers.values().find(|array| array.data == *address)?;
        Some((symbol.clone(), array.number))
    };
    let facts = Facts {
        entry: artifact.entry.clone(),
        result: artifact.result.clone(),
        sites: artifact.sites.iter().map(|site| Relative::new(site, &functions)).collect(),
        parallel: artifact.parallel.iter().map(note).collect(),
        frozen: artifact
            .frozen
            .iter()
            .filter(|known| !program.foreign.contains(known))
            .map(number)
            .collect::<Option<_>>()?,
        asked: artifact.added.iter().map(Question::new).collect::<Option<_>>()?,
    };
    let facts = postcard::to_stdvec(&facts).ok()?;
    let mut bytes = Vec::with_capacity(HEADER + facts.len() + artifact.object.len());
    bytes.extend(MAGIC);
    bytes.extend([0; CHECKSUM]);
    bytes.extend(u32::try_from(facts.len()).ok()?.to_le_bytes());
    bytes.extend(facts);
    bytes.extend(&artifact.object);
    let checksum = checksum(key, &bytes[MAGIC.len() + CHECKSUM..]);
    bytes[MAGIC.len()..MAGIC.len() + CHECKSUM].copy_from_slice(&checksum);
    Some(bytes)
}

/// `None` where the bytes are not an entry for the key, or the host gives something else by now.
pub fn decode(bytes: &[u8], key: &Key, (program, host): (&Program, Option<&dyn Host>)) -> Option<Artifact> {
    let rest = bytes.strip_prefix(MAGIC)?;
    let (expected, rest) = rest.split_at_checked(CHECKSUM)?;
    if checksum(key, rest) != expected {
        return None;
    }
    let (length, rest) = rest.split_first_chunk()?;
    let (facts, object) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    let facts: Facts = postcard::from_bytes(facts).ok()?;
    let ask = |question: Question| question.ask(host?);
    let added = facts.asked.into_iter().map(ask).collect::<Option<Vec<_>>>()?;
    let functions = functions(program, &added);
    let note = |(kind, text, places): (String, String, Vec<Relative<Location>>)| {
        let places = places.into_iter().map(|place| place.absolute(&functions)).collect::<Option<_>>()?;
        Some(Note { kind, text, places })
    };
    let known = arrays(program);
    let frozen = |(symbol, number)| Some((symbol, known.get(&number)?.data));
    Some(Artifact {
        object: object.to_vec(),
        entry: facts.entry,
        result: facts.result,
        sites: facts.sites.into_iter().map(|site| site.absolute(&functions)).collect::<Option<_>>()?,
        parallel: facts.parallel.into_iter().map(note).collect::<Option<_>>()?,
        frozen: facts
            .frozen
            .into_iter()
            .map(frozen)
            .chain(program.foreign.iter().cloned().map(Some))
            .collect::<Option<_>>()?,
        added,
    })
}

fn checksum(key: &Key, bytes: &[u8]) -> [u8; CHECKSUM] {
    *blake3::Hasher::new().update(key.bytes()).update(bytes).finalize().as_bytes()
}

/// The first and the last line of a function.
fn lines(function: &FunctionSource) -> (u32, u32) {
    let span = function.flow.span;
    (function.lines.position(span.start).0, function.lines.position(span.end).0)
}

/// The functions that sites may be in: those of the program, then those that the host gave.
fn functions<'a>(program: &'a Program, added: &'a [Added]) -> Vec<&'a FunctionSource> {
    program.functions.iter().chain(added.iter().flat_map(|added| &added.program.functions)).collect()
}

/// The frozen arrays of a program, by their numbers.
fn arrays(program: &Program) -> HashMap<u64, &FrozenArray> {
    program.frozen().map(|array| (array.number, array)).collect()
}
