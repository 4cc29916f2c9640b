//! Diagnostics as text: the user's lines with carets under what they are about.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use numlir_grammar::diagnostic::{Diagnostic, Location};
use std::{ops::Range, sync::Arc};

/// The texts that diagnostics point into.
pub trait Sources {
    /// The text of a file, or none where it cannot be had: its labels are then written as plain notes.
    fn text(&self, file: &str) -> Option<Arc<str>>;
}

impl<F: Fn(&str) -> Option<Arc<str>>> Sources for F {
    fn text(&self, file: &str) -> Option<Arc<str>> {
        self(file)
    }
}

/// All diagnostics, a blank line between them, in plain text without colours.
pub fn render(diagnostics: &[Diagnostic], sources: &impl Sources) -> String {
    diagnostics.iter().map(|diagnostic| render_one(diagnostic, sources, Level::ERROR)).collect::<Vec<_>>().join("\n\n")
}

/// A diagnostic that is no error.
pub fn render_warning(diagnostic: &Diagnostic, sources: &impl Sources) -> String {
    render_one(diagnostic, sources, Level::WARNING)
}

fn render_one(diagnostic: &Diagnostic, sources: &impl Sources, level: Level) -> String {
    let texts = texts(diagnostic, sources);
    let mut group = Group::with_title(level.primary_title(&*diagnostic.message).id(diagnostic.code));
    for (file, text) in &texts {
        let lines = line_starts(text);
        let annotations = diagnostic.labels.iter().filter(|label| label.location.file == *file).map(|label| {
            let kind = if label.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            let annotation = kind.span(range(text, &lines, &label.location));
            if label.message.is_empty() { annotation } else { annotation.label(&*label.message) }
        });
        group = group.element(Snippet::source(&**text).path(&**file).annotations(annotations));
    }
    for label in &diagnostic.labels {
        let Location { file, start, .. } = &label.location;
        if texts.iter().all(|(known, _)| known != file) {
            let (line, column) = (start.0 as usize, start.1 as usize);
            group = if label.message.is_empty() {
                group.element(Origin::path(&**file).line(line).char_column(column))
            } else {
                group.element(Level::NOTE.message(format!("{file}:{line}:{column}: {}", label.message)))
            };
        }
    }
    let notes = diagnostic.notes.iter().map(|note| Level::NOTE.message(&**note));
    let help = diagnostic.help.iter().map(|help| Level::HELP.message(&**help));
    Renderer::plain().render(&[group.elements(notes).elements(help)])
}

/// The files that the labels are in, the primary label's first, each once.
fn texts(diagnostic: &Diagnostic, sources: &impl Sources) -> Vec<(Arc<str>, Arc<str>)> {
    let mut files: Vec<&Arc<str>> = Vec::new();
    let (primary, secondary): (Vec<_>, Vec<_>) = diagnostic.labels.iter().partition(|label| label.primary);
    for label in primary.into_iter().chain(secondary) {
        if !files.contains(&&label.location.file) {
            files.push(&label.location.file);
        }
    }
    files.into_iter().filter_map(|file| Some((file.clone(), sources.text(file)?))).collect()
}

/// Where each line starts, after CPython's rules for line ends.
fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let breaks = (0..bytes.len())
        .filter(|&at| bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n')))
        .map(|at| at + 1);
    std::iter::once(if text.starts_with('\u{feff}') { 3 } else { 0 }).chain(breaks).collect()
}

/// The bytes of a location, within the text and never empty, whatever the location says: a source file may have
/// changed since it was compiled.
fn range(text: &str, lines: &[usize], location: &Location) -> Range<usize> {
    let offset = |(line, column): (u32, u32)| {
        let start = lines.get((line as usize).saturating_sub(1)).copied().unwrap_or(text.len());
        text.floor_char_boundary((start + (column as usize).saturating_sub(1)).min(text.len()))
    };
    let (start, end) = (offset(location.start), offset(location.end));
    if end > start { start..end } else { start..text.ceil_char_boundary((start + 1).min(text.len())).max(start) }
}
