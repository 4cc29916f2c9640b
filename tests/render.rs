//! Diagnostics as the user reads them.

use insta::assert_snapshot;
use numlir::render::render;
use numlir_grammar::diagnostic::{Diagnostic, Kind, Location};
use std::sync::Arc;

const TEXT: &str = "def f(x):\n    y = x + 1\n    s = \"äöü\" + y\n    return s\n";

fn sources(file: &str) -> Option<Arc<str>> {
    match file {
        "a.py" => Some(TEXT.into()),
        "b.py" => Some("limit = (1,\n         2)\n".into()),
        _ => None,
    }
}

fn at(file: &str, start: (u32, u32), end: (u32, u32)) -> Location {
    Location { file: file.into(), start, end }
}

fn rendered(diagnostic: Diagnostic) -> String {
    render(&[diagnostic], &sources)
}

#[test]
fn both_places_of_a_conflict() {
    let diagnostic = Diagnostic::new(Kind::Typing, "no-unified-type", "str and int64 cannot be added")
        // Columns count bytes: the string's umlauts have two each.
        .at(at("a.py", (3, 9), (3, 21)), "these do not agree")
        .and(at("a.py", (2, 9), (2, 14)), "int64 from here")
        .note("a string is only added to a string")
        .help("convert the number first");
    assert_snapshot!(rendered(diagnostic), @r#"
    error[no-unified-type]: str and int64 cannot be added
     --> a.py:3:9
      |
    2 |     y = x + 1
      |         ----- int64 from here
    3 |     s = "äöü" + y
      |         ^^^^^^^^^ these do not agree
      |
      = note: a string is only added to a string
      = help: convert the number first
    "#);
}

#[test]
fn places_in_two_files() {
    let diagnostic = Diagnostic::new(Kind::Typing, "bad-global", "limit is not a number")
        .and(at("b.py", (1, 1), (2, 12)), "its value")
        .at(at("a.py", (2, 9), (2, 10)), "used here");
    assert_snapshot!(rendered(diagnostic), @r#"
    error[bad-global]: limit is not a number
     --> a.py:2:9
      |
    2 |       y = x + 1
      |           ^ used here
      |
     ::: b.py:1:1
      |
    1 | / limit = (1,
    2 | |          2)
      | |___________- its value
    "#);
}

#[test]
fn a_file_without_text() {
    let diagnostic = Diagnostic::new(Kind::Unsupported, "no-source", "no text").at(at("c.py", (7, 3), (7, 4)), "here");
    assert_snapshot!(rendered(diagnostic), @r#"
    error[no-source]: no text
     |
     = note: c.py:7:3: here
    "#);
}

#[test]
fn no_place_at_all() {
    let diagnostic = Diagnostic::new(Kind::Internal, "fault", "it broke").help("report it");
    assert_snapshot!(rendered(diagnostic), @r#"
    error[fault]: it broke
     |
     = help: report it
    "#);
}

#[test]
fn places_outside_the_text() {
    let ends = [
        ((4, 12), (4, 12)),
        ((5, 1), (5, 9)),
        ((90, 1), (91, 1)),
        ((3, 11), (3, 12)),
        ((2, 5), (1, 1)),
        ((0, 0), (0, 0)),
    ];
    for (start, end) in ends {
        let text = rendered(Diagnostic::new(Kind::Syntax, "odd", "odd place").at(at("a.py", start, end), "here"));
        assert!(text.contains("odd place") && text.contains("a.py"), "{text}");
    }
}

#[test]
fn several() {
    let first = Diagnostic::new(Kind::Name, "no-name", "x means nothing").at(at("a.py", (2, 9), (2, 10)), "");
    let second = Diagnostic::new(Kind::Name, "no-name", "y means nothing").at(at("a.py", (3, 18), (3, 19)), "");
    assert_snapshot!(render(&[first, second], &sources), @r#"
    error[no-name]: x means nothing
     --> a.py:2:9
      |
    2 |     y = x + 1
      |         ^

    error[no-name]: y means nothing
     --> a.py:3:15
      |
    3 |     s = "äöü" + y
      |               ^
    "#);
}
