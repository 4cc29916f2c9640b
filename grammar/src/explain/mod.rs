//! Puts a failed parse into the user's words.
//!
//! pest says how far it came and which rules it tried there. With what stands there, and the bracket and statement
//! around it, that is enough to say what Python wants. The checks go from the particular to the general, and the
//! first that knows something speaks.

mod number;
mod scene;

use pest::error::{ErrorVariant, InputLocation};

use crate::{
    fault::Fault,
    layout::{DEDENT, INDENT, Layout},
    line_index::LineIndex,
    parser::{Failure, Rule},
    tree::Span,
};
use scene::{Found, Inside, Scene};

/// Rules that are tried where an expression must come.
const OPERANDS: &[Rule] = &[
    Rule::expression,
    Rule::expression_list,
    Rule::named_expression,
    Rule::disjunction,
    Rule::starred,
    Rule::slice,
    Rule::prefix,
    Rule::number,
    Rule::parenthesis,
    Rule::target,
    Rule::targets,
    Rule::kw_yield,
    Rule::with_item,
];

/// Rules that are tried where a statement may come.
const STATEMENTS: &[Rule] =
    &[Rule::module, Rule::block, Rule::expression_statement, Rule::pass_statement, Rule::kw_pass];

pub(crate) fn explain(text: &str, layout: &Layout, failure: &Failure) -> Fault {
    let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = failure.location;
    let expected = match &failure.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.as_slice(),
        ErrorVariant::CustomError { .. } => {
            let start = layout.original(at).min(text.len() as u32);
            return Fault::new("too-deep", Span { start, end: start }, "the program is nested too deeply");
        }
    };
    let scene = Scene::new(text, layout, at, expected);
    if scene.expects(Rule::indent) {
        return missing_block(text, layout, at, scene.span);
    }
    if let Found::Number(word) = scene.found
        && let Some(message) = number::malformed(scene.before, word, scene.expects_any(OPERANDS))
    {
        return Fault::new("invalid-number", scene.span, message);
    }
    let checks = [indentation, characters, names, clauses, parameters, operands, colons, brackets, statements];
    let (message, help) = checks
        .iter()
        .find_map(|check| check(&scene))
        .unwrap_or_else(|| (format!("invalid syntax at {}", scene.found_words()), None));
    let message = if scene.inside == Inside::Field { format!("f-string: {message}") } else { message };
    let mut fault = Fault::new("invalid-syntax", scene.span, message);
    fault.help = help.map(str::to_owned);
    fault
}

/// A message and what to do about it.
type Words = Option<(String, Option<&'static str>)>;

fn say(message: impl Into<String>) -> Words {
    Some((message.into(), None))
}

fn advise(message: impl Into<String>, help: &'static str) -> Words {
    Some((message.into(), Some(help)))
}

/// The line before the failure ends in a colon, but no block follows.
fn missing_block(text: &str, layout: &Layout, at: usize, span: Span) -> Fault {
    let before = layout.text[..at].trim_end_matches([INDENT as char, DEDENT as char, '\n']);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let head_line = before[line_start..].trim_start_matches([INDENT as char, DEDENT as char]);
    let head_span = layout.span(before.len() - head_line.len(), before.len());
    let (line, _) = LineIndex::new(text).position(head_span.start);
    let owner = match scene::first_word(head_line) {
        "def" => "function definition".to_owned(),
        "async" if head_line.contains("def ") => "function definition".to_owned(),
        "class" => "class definition".to_owned(),
        "async" => "'async' statement".to_owned(),
        word => format!("'{word}' statement"),
    };
    let message = format!("expected an indented block after {owner} on line {line}");
    Fault::new("indentation", span, message).related(head_span, "this needs a block")
}

fn indentation(scene: &Scene) -> Words {
    if scene.found == Found::Indent { say("unexpected indent") } else { None }
}

fn characters(scene: &Scene) -> Words {
    let Found::Sign(sign) = scene.found else { return None };
    match (scene.previous(), sign) {
        (_, sign) if !sign.is_ascii() => say(format!("invalid character '{sign}' (U+{:04X})", u32::from(sign))),
        (_, '?' | '$' | '`') => say(format!("'{sign}' has no meaning in Python")),
        (_, '!') => advise("'!' is not an operator", "write 'not', or '!=' for 'is not equal'"),
        (Some('&'), '&') => advise("'&&' is not an operator", "write 'and'"),
        (Some('|'), '|') => advise("'||' is not an operator", "write 'or'"),
        (Some('<'), '>') => advise("'<>' is not an operator", "write '!='"),
        _ => None,
    }
}

/// Places where only a name fits.
fn names(scene: &Scene) -> Words {
    let only_names = scene.expected.iter().all(|rule| matches!(rule, Rule::name | Rule::import_star));
    if !only_names || scene.expected.is_empty() {
        return None;
    }
    if scene.previous() == Some(',') && scene.found == Found::EndOfLine && scene.head() == "from" {
        return say("trailing comma not allowed without surrounding parentheses");
    }
    let wanted = match scene.previous() {
        Some('.') => "a name after '.'",
        _ if scene.expects(Rule::import_star) => "a name to import",
        _ => "a name",
    };
    match scene.found {
        Found::Keyword(word) => say(format!("expected {wanted}, but '{word}' is a keyword")),
        _ => say(format!("expected {wanted}, found {}", scene.found_words())),
    }
}

/// Words that must follow others.
fn clauses(scene: &Scene) -> Words {
    if scene.expects_any(&[Rule::kw_except, Rule::except_clause]) {
        return say("expected 'except' or 'finally' block");
    }
    if scene.expects(Rule::kw_else) && scene.expects(Rule::operator) {
        return say("expected 'else' after 'if' expression");
    }
    if scene.expects(Rule::kw_in) {
        return say(format!("expected 'in', found {}", scene.found_words()));
    }
    if scene.expects(Rule::kw_import) {
        return say(format!("expected 'import', found {}", scene.found_words()));
    }
    if scene.expects(Rule::kw_def) && scene.expects(Rule::kw_with) && scene.head() == "async" {
        return say("expected 'def', 'for' or 'with' after 'async'");
    }
    if scene.expects_any(&[Rule::decorator, Rule::function_definition]) && scene.expects(Rule::kw_class) {
        return say("expected a function or class definition after a decorator");
    }
    if scene.expects_any(&[Rule::case_clause, Rule::kw_case]) {
        return say("expected 'case'");
    }
    None
}

fn parameters(scene: &Scene) -> Words {
    let starts_list = scene.expects_any(&[Rule::parameters, Rule::lambda_parameters]);
    let continues = scene.expects_any(&[Rule::slash, Rule::star_parameter, Rule::lambda_star]);
    if starts_list || continues {
        return match scene.found {
            Found::Sign('(') => say("parameters cannot be parenthesized"),
            Found::Sign('=') => say("expected a parameter name before '='"),
            Found::Keyword(word) => say(format!("expected a parameter name, but '{word}' is a keyword")),
            _ => say(format!("expected a parameter name, found {}", scene.found_words())),
        };
    }
    let after_name = scene.expected.iter().all(|rule| matches!(rule, Rule::type_parameters));
    (after_name && scene.head() != "class").then(|| ("expected '('".to_owned(), None))
}

/// Places where an expression must come.
fn operands(scene: &Scene) -> Words {
    let at_statement = scene.before.is_empty() || scene.expects_any(STATEMENTS);
    if !scene.expects_any(OPERANDS) || at_statement {
        return None;
    }
    if scene.found == Found::Sign('=') && scene.previous() == Some('=') {
        return say("expected an expression after '=='");
    }
    say(format!("expected an expression, found {}", scene.found_words()))
}

/// Places where the head of a block is complete.
fn colons(scene: &Scene) -> Words {
    if !scene.expects(Rule::colon) || scene.inside != Inside::Statement {
        return None;
    }
    match scene.found {
        Found::Sign('=') if matches!(scene.head(), "if" | "elif" | "while") => {
            advise("'=' cannot be used in a condition", "maybe you meant '==' or ':=' instead of '='")
        }
        Found::Sign(',') if scene.head() == "except" => say("multiple exception types must be parenthesized"),
        Found::EndOfLine => say("expected ':'"),
        _ => say(format!("expected ':', found {}", scene.found_words())),
    }
}

/// Places inside brackets where an expression is complete.
fn brackets(scene: &Scene) -> Words {
    let closing = match scene.inside {
        Inside::Statement => return None,
        Inside::Field => '}',
        Inside::Bracket(b'(') => ')',
        Inside::Bracket(b'[') => ']',
        Inside::Bracket(_) => '}',
    };
    if scene.found == Found::Sign('=') {
        return advise("'=' cannot be used here", "maybe you meant '==' or ':=' instead of '='");
    }
    if scene.inside == Inside::Field {
        return say(format!("expected '}}', found {}", scene.found_words()));
    }
    if scene.expects(Rule::dict_value) {
        return say(format!("expected ':', ',' or '{closing}', found {}", scene.found_words()));
    }
    if scene.found_operand() && scene.expects(Rule::operator) {
        return say(format!("expected ',' or '{closing}', found {}; perhaps you forgot a comma", scene.found_words()));
    }
    say(format!("expected ',' or '{closing}', found {}", scene.found_words()))
}

/// What stands outside brackets, where a statement begins or is complete.
fn statements(scene: &Scene) -> Words {
    let is_start = scene.before.trim().is_empty();
    match (scene.found, scene.head()) {
        (Found::Keyword(word @ ("elif" | "else" | "except" | "finally")), _) if is_start => {
            say(format!("'{word}' does not belong to a statement before it"))
        }
        (_, _) if is_start => say(format!("a statement cannot begin with {}", scene.found_words())),
        (_, word @ ("print" | "exec")) if scene.before.trim() == word => {
            say(format!("missing parentheses in call to '{word}', did you mean {word}(...)?"))
        }
        (Found::Keyword(word), _) if scene.previous() == Some(':') => {
            say(format!("'{word}' must start on a line of its own"))
        }
        (found, _) if found != Found::EndOfLine => {
            say(format!("expected the end of the statement, found {}", scene.found_words()))
        }
        _ => None,
    }
}
