//! What was decided about parallel loops: the notes that the passes leave, as warnings and as a report.

use melior::ir::Attribute;
use numlir_dialects::{
    Operation,
    build::{array_elements, integer_value},
    ir::attribute_text,
};
use numlir_grammar::diagnostic::{Diagnostic, Kind, Location};
use numlir_passes::parallel_notes::NAME;

/// A note about a loop.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// `parallel`, `reductions`, `arrays`, `serial`, `race`, `unproved`, and so on.
    pub kind: String,
    pub text: String,
    /// The loop, or the access and what it collides with and then the loop.
    pub places: Vec<Location>,
}

/// The notes of a module.
pub fn read(module: Operation) -> Vec<Note> {
    let rows = module.attribute(NAME).and_then(array_elements).unwrap_or_default();
    rows.into_iter().filter_map(note).collect()
}

fn note(row: Attribute) -> Option<Note> {
    let fields = array_elements(row)?;
    let [kind, text, places @ ..] = fields.as_slice() else { return None };
    let text_of = |attribute: &Attribute| attribute_text(*attribute).unwrap_or("").to_owned();
    let number = |attribute: &Attribute| integer_value(*attribute).map_or(0, |(_, value)| value as u32);
    let place = |fields: &[Attribute]| Location {
        file: text_of(&fields[0]).into(),
        start: (number(&fields[1]), number(&fields[2])),
        end: (number(&fields[3]), number(&fields[4])),
    };
    let places = places.chunks_exact(5).map(place).collect();
    Some(Note { kind: text_of(kind), text: text_of(text), places })
}

impl Note {
    /// The warning that a note is worth, if it is.
    pub fn warning(&self) -> Option<Diagnostic> {
        let (code, label, second) = match self.kind.as_str() {
            "race" => ("parallel-race", "written here", "and here"),
            "host" => ("parallel-host", "this loop runs on the CPU", "because of this"),
            "serial" => ("parallel-serial", "this loop runs serially", "because of this"),
            _ => return None,
        };
        let mut diagnostic = Diagnostic::new(Kind::Unsupported, code, self.text.clone());
        let mut places = self.places.iter();
        diagnostic = diagnostic.at(places.next()?.clone(), label);
        if let Some(other) = places.next().filter(|other| Some(*other) != self.places.first()) {
            diagnostic = diagnostic.and(other.clone(), second);
        }
        Some(diagnostic)
    }
}
