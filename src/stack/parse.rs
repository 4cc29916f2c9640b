//! Reads the listings that [`super::print()`] writes.

use super::{
    code::{Code, Handler, LocalVariable},
    instruction::{FORMAT_VERSION, Instruction, Located},
    text::{Reader, TextError},
};
use std::collections::HashMap;

/// Reads a listing.
///
/// # Errors
/// Text that is no listing, or one of another version.
pub fn parse(text: &str) -> Result<Code, TextError> {
    let numbered = text.lines().enumerate().map(|(number, line)| (number + 1, line));
    let mut lines = Lines { lines: numbered.filter(|(_, line)| !line.trim().is_empty()).collect(), next: 0 };
    let mut header = lines.next()?;
    header.expect("stack code")?;
    if header.parse::<u32>()? != FORMAT_VERSION {
        return Err(header.error(format!("this is not version {FORMAT_VERSION} of the stack code")));
    }
    function(&mut lines)
}

/// The lines that are not blank, with their numbers.
struct Lines<'a> {
    lines: Vec<(usize, &'a str)>,
    next: usize,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Result<Reader<'a>, TextError> {
        let last = self.lines.last().map_or(0, |(number, _)| *number);
        let &(number, line) = self
            .lines
            .get(self.next)
            .ok_or_else(|| TextError { line: last, message: "the text ends within a function".to_owned() })?;
        self.next += 1;
        Ok(Reader::new(number, line))
    }

    fn starts_function(&self) -> bool {
        self.lines.get(self.next).is_some_and(|(_, line)| line.trim_start().starts_with("function "))
    }
}

/// Labels stand for places once the whole function is read.
struct Labels {
    /// The line where the function starts.
    line: usize,
    places: HashMap<u32, u32>,
}

impl Labels {
    fn place(&self, label: u32) -> Result<u32, TextError> {
        let place = self.places.get(&label).copied();
        place.ok_or_else(|| TextError { line: self.line, message: format!("the label L{label} stands nowhere") })
    }
}

fn function(lines: &mut Lines) -> Result<Code, TextError> {
    let mut head = lines.next()?;
    head.expect("function")?;
    let mut code = Code { name: head.string()?, qualified_name: head.string()?, span: head.span()?, ..Code::default() };
    let mut labels = Labels { line: head.line, places: HashMap::new() };
    loop {
        if lines.starts_function() {
            code.nested.push(function(lines)?);
            continue;
        }
        let mut line = lines.next()?;
        if line.skip("end") {
            break;
        }
        if !property(&mut line, &mut code)? {
            instruction(&mut line, &mut code, &mut labels)?;
        }
        if !line.is_done() {
            return Err(line.error("the line goes on behind its end"));
        }
    }
    for located in &mut code.instructions {
        if let Some(target) = located.instruction.target_mut() {
            target.0 = labels.place(target.0)?;
        }
    }
    for handler in &mut code.handlers {
        handler.target = labels.place(handler.target)?;
    }
    Ok(code)
}

/// A line that is no instruction; tells whether it was one.
fn property(line: &mut Reader, code: &mut Code) -> Result<bool, TextError> {
    const WORDS: &[&str] = &[
        "positional",
        "varargs",
        "keyword",
        "kwargs",
        "defaults",
        "local",
        "hidden",
        "capture",
        "try",
        "unsupported",
        "handler",
    ];
    if !WORDS.iter().any(|word| line.looks_at(word)) {
        return Ok(false);
    }
    match line.word()? {
        "positional_only" => code.signature.positional_only = names(line)?,
        "positional" => code.signature.positional = names(line)?,
        "varargs" => code.signature.varargs = names(line)?.pop(),
        "keyword_only" => code.signature.keyword_only = names(line)?,
        "kwargs" => code.signature.kwargs = names(line)?.pop(),
        "keyword_defaults" => code.defaults.keyword_only = names(line)?,
        "defaults" => code.defaults.positional = line.parse()?,
        word @ ("local" | "hidden") => {
            let (name, span) = (line.string()?, line.span()?);
            code.locals.push(LocalVariable { name, span, is_hidden: word == "hidden" });
        }
        "capture" => code.captures.push(line.string()?),
        "try" => code.tries.push(line.span()?),
        "unsupported" => {
            let message = line.string()?;
            code.unsupported.push((line.span()?, message));
        }
        "handler" => {
            let (start, end) = line.range()?;
            let target = line.label()?;
            line.expect("depth")?;
            code.handlers.push(Handler { start, end, target, depth: line.parse()? });
        }
        word => return Err(line.error(format!("'{word}' is not known"))),
    }
    Ok(true)
}

fn names(line: &mut Reader) -> Result<Vec<String>, TextError> {
    let mut names = Vec::new();
    while !line.is_done() {
        names.push(line.word()?.to_owned());
    }
    Ok(names)
}

/// `line label: place MNEMONIC operand @ span`, of which line and label may be absent.
fn instruction(line: &mut Reader, code: &mut Code, labels: &mut Labels) -> Result<(), TextError> {
    let place = code.instructions.len() as u32;
    let mut word = line.word()?;
    while word.starts_with(|first: char| first.is_ascii_digit()) || word.ends_with(':') {
        if let Some(label) = word.strip_prefix('L').and_then(|label| label.strip_suffix(':')) {
            let label = label.parse().map_err(|_| line.error(format!("'{label}' is not the number of a label")))?;
            labels.places.insert(label, place);
        }
        word = line.word()?;
    }
    let instruction = Instruction::read(word, line)?;
    code.instructions.push(Located { instruction, span: line.span()? });
    Ok(())
}
