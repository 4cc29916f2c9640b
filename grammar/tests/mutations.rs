//! Random changes to real programs, and random text: whatever comes, the parser answers, its spans lie in the text,
//! and its errors name a place.

use numlir_grammar::{diagnostic::Diagnostic, dump, parse_function, parse_lambda, parse_module};

use crate::{file, on_large_stack, standard_library};

/// Small numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }

    fn pick<'p>(&mut self, pieces: &[&'p str]) -> &'p str {
        pieces[self.below(pieces.len())]
    }
}

const PIECES: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    ";",
    "=",
    "==",
    ":=",
    "*",
    "**",
    "->",
    ".",
    "...",
    "@",
    "!",
    "!r",
    "\\",
    "\\\n",
    "'",
    "\"",
    "'''",
    "\"\"\"",
    "f'",
    "f\"{",
    "rf'''",
    "{{",
    "}}",
    "b'",
    "\n",
    "\r\n",
    "\r",
    "\n    ",
    "\n\t",
    "\u{c}",
    "if ",
    " else ",
    "elif ",
    "for ",
    " in ",
    "not ",
    " is ",
    "lambda ",
    "lambda:",
    "yield ",
    "await ",
    "async ",
    "def f(",
    "class A:",
    "match x:\n",
    "case ",
    "try:",
    "except",
    "finally:",
    "with ",
    " as ",
    "import ",
    "from ",
    "type X = ",
    "0x",
    "1_",
    "1e",
    "0b2",
    "1.",
    "'\\N{",
    "'\\x",
    "'\\ud800'",
    "é",
    "名",
    "“",
    "\u{feff}",
    "\0",
    "\u{e}",
    "\u{f}",
    "\u{10}",
    "\u{11}",
    "\u{12}",
    "\u{a0}",
    "𝓍",
    "#",
    " ",
    "None",
    "_",
    "match",
    "case _:",
    "*a",
    "**a",
    "a",
    "1",
    "return ",
    "del ",
];

fn mutate(text: &str, random: &mut Random) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for _ in 0..1 + random.below(4) {
        let at = random.below(text.len() + 1);
        let end = (at + random.below(12)).min(text.len());
        match random.below(4) {
            0 => drop(text.drain(at..end)),
            1 => drop(text.splice(at..at, random.pick(PIECES).chars())),
            2 => drop(text.splice(at..end, random.pick(PIECES).chars())),
            _ => {
                let copied: Vec<char> = text[at..end].to_vec();
                let to = random.below(text.len() + 1);
                drop(text.splice(to..to, copied));
            }
        }
    }
    text.into_iter().collect()
}

/// Parses in every way and checks what all answers have in common.
fn check(text: &str, random: &mut Random) {
    match parse_module(text, &file()) {
        Ok(module) => {
            dump(&module, text);
            for statement in &module.body {
                let span = statement.span;
                assert!(span.start < span.end && span.end as usize <= text.len(), "{span:?} in {text:?}");
                assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} in {text:?}");
            }
        }
        Err(diagnostics) => check_errors(text, &diagnostics),
    }
    let line = random.below(text.lines().count() + 2) as u32;
    if let Err(diagnostics) = parse_function(text, &file(), line) {
        check_errors(text, &diagnostics);
    }
    let column = Some(random.below(80) as u32).filter(|column| column % 2 == 0);
    if let Err(diagnostics) = parse_lambda(text, &file(), line, column) {
        check_errors(text, &diagnostics);
    }
}

fn check_errors(text: &str, diagnostics: &[Diagnostic]) {
    assert!(!diagnostics.is_empty());
    for diagnostic in diagnostics {
        assert!(!diagnostic.message.is_empty());
        for label in &diagnostic.labels {
            let lines = text.split(['\n', '\r']).count() as u32;
            let (start, end) = (label.location.start, label.location.end);
            assert!(start <= end && start.0 >= 1 && end.0 <= lines, "{diagnostic:?} in {text:?}");
        }
    }
}

#[test]
fn mutated_programs_are_answered() {
    let texts: Vec<String> = standard_library::texts().into_iter().filter(|text| text.len() < 30_000).collect();
    on_large_stack(|| {
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        for _ in 0..4000 {
            let text = &texts[random.below(texts.len())];
            let lines: Vec<&str> = text.split_inclusive('\n').collect();
            let start = random.below(lines.len());
            let end = (start + 1 + random.below(60)).min(lines.len());
            let excerpt = lines[start.min(end)..end].concat();
            check(&mutate(&excerpt, &mut random), &mut random);
        }
    });
}

#[test]
fn random_text_is_answered() {
    on_large_stack(|| {
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        for _ in 0..20_000 {
            let length = random.below(25);
            let text: String = (0..length).map(|_| random.pick(PIECES)).collect();
            check(&text, &mut random);
        }
        for _ in 0..5000 {
            let length = random.below(40);
            let text: String = (0..length).filter_map(|_| char::from_u32(random.below(0x300) as u32)).collect();
            check(&text, &mut random);
        }
    });
}
