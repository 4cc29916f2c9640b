//! An entry as bytes.

use super::Key;
use crate::{
    pipeline::{Artifact, Site},
    program::{FrozenArray, FunctionSource, Program},
};
use numlir_dialects::types::Type;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

const MAGIC: &[u8; 8] = b"numlir\x00\x01";
const CHECKSUM: usize = 32;
const HEADER: usize = MAGIC.len() + CHECKSUM + size_of::<u32>();

/// What is kept beside object code.
#[derive(Serialize, Deserialize)]
struct Facts {
    entry: String,
    result: Type,
    sites: Vec<Place>,
    /// The numbers of the frozen arrays, with their symbols.
    frozen: Vec<(String, u64)>,
}

/// A site whose lines count from the first of its function.
#[derive(Serialize, Deserialize)]
struct Place {
    /// The function of the program that the lines are relative to; without one they are not.
    function: Option<u32>,
    site: Site,
}

/// `None` where an entry has what cannot be kept.
pub fn encode(artifact: &Artifact, key: &Key, program: &Program) -> Option<Vec<u8>> {
    let ranges: Vec<_> = program.functions.iter().map(lines).collect();
    let place = |site: &Site| {
        let holds = |(index, range): &(usize, &(u32, u32))| {
            program.functions[*index].file == site.file && (range.0..=range.1).contains(&site.line)
        };
        // The innermost of functions in one another.
        let function = ranges.iter().enumerate().filter(holds).min_by_key(|(_, range)| range.1 - range.0);
        let mut site = site.clone();
        if let Some((_, (first, _))) = function {
            site.line -= first;
            site.end_line = site.end_line.saturating_sub(*first);
            site.file = "".into();
        }
        Place { function: function.map(|(index, _)| index as u32), site }
    };
    let numbers = arrays(program);
    let number = |(symbol, address): &(String, usize)| {
        let array = numbers.values().find(|array| array.data == *address)?;
        Some((symbol.clone(), array.number))
    };
    let facts = Facts {
        entry: artifact.entry.clone(),
        result: artifact.result.clone(),
        sites: artifact.sites.iter().map(place).collect(),
        frozen: artifact
            .frozen
            .iter()
            .filter(|known| !program.foreign.contains(known))
            .map(number)
            .collect::<Option<_>>()?,
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

/// `None` where the bytes are not an entry for the key.
pub fn decode(bytes: &[u8], key: &Key, program: &Program) -> Option<Artifact> {
    let rest = bytes.strip_prefix(MAGIC)?;
    let (expected, rest) = rest.split_at_checked(CHECKSUM)?;
    if checksum(key, rest) != expected {
        return None;
    }
    let (length, rest) = rest.split_first_chunk()?;
    let (facts, object) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    let facts: Facts = postcard::from_bytes(facts).ok()?;
    let site = |Place { function, mut site }: Place| {
        if let Some(function) = function {
            let function = program.functions.get(function as usize)?;
            let (first, _) = lines(function);
            site.file = function.file.clone();
            site.line += first;
            site.end_line += first;
        }
        Some(site)
    };
    let known = arrays(program);
    let frozen = |(symbol, number)| Some((symbol, known.get(&number)?.data));
    Some(Artifact {
        object: object.to_vec(),
        entry: facts.entry,
        result: facts.result,
        sites: facts.sites.into_iter().map(site).collect::<Option<_>>()?,
        frozen: facts
            .frozen
            .into_iter()
            .map(frozen)
            .chain(program.foreign.iter().cloned().map(Some))
            .collect::<Option<_>>()?,
        needs_host: false,
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

/// The frozen arrays of a program, by their numbers.
fn arrays(program: &Program) -> HashMap<u64, &FrozenArray> {
    program.frozen().map(|array| (array.number, array)).collect()
}
