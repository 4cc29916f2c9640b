//! The parts of a pair, read in order.

use std::iter::Peekable;

use crate::parser::{Pair, Pairs, Rule};

/// The inner pairs that carry meaning: punctuation and keywords that only separate are skipped.
pub(super) struct Children<'i> {
    pairs: Peekable<Pairs<'i>>,
}

impl<'i> Children<'i> {
    pub(super) fn of(pair: Pair<'i>) -> Self {
        Self { pairs: pair.into_inner().peekable() }
    }

    pub(super) fn peek(&mut self) -> Option<Rule> {
        while let Some(rule) = self.pairs.peek().map(Pair::as_rule) {
            if !only_separates(rule) {
                return Some(rule);
            }
            self.pairs.next();
        }
        None
    }

    /// The next part, if it is of this rule.
    pub(super) fn accept(&mut self, rule: Rule) -> Option<Pair<'i>> {
        if self.peek() == Some(rule) { self.pairs.next() } else { None }
    }

    /// The next part, which the grammar promises.
    pub(super) fn must(&mut self) -> Pair<'i> {
        self.next().expect("the grammar requires this part")
    }
}

impl<'i> Iterator for Children<'i> {
    type Item = Pair<'i>;

    fn next(&mut self) -> Option<Pair<'i>> {
        self.peek()?;
        self.pairs.next()
    }
}

fn only_separates(rule: Rule) -> bool {
    use Rule::*;
    matches!(
        rule,
        colon
            | indent
            | line_end
            | kw_as
            | kw_assert
            | kw_break
            | kw_case
            | kw_class
            | kw_continue
            | kw_def
            | kw_del
            | kw_elif
            | kw_except
            | kw_finally
            | kw_for
            | kw_from
            | kw_global
            | kw_if
            | kw_else
            | kw_import
            | kw_in
            | kw_lambda
            | kw_match
            | kw_nonlocal
            | kw_pass
            | kw_raise
            | kw_return
            | kw_try
            | kw_type
            | kw_while
            | kw_with
            | kw_yield
    )
}
