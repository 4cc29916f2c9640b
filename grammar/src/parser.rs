//! The parser that pest makes from python.pest.

#![allow(missing_docs)]

#[derive(pest_derive::Parser)]
#[grammar = "../python.pest"]
pub(crate) struct PythonParser;

pub(crate) type Pair<'i> = pest::iterators::Pair<'i, Rule>;
pub(crate) type Pairs<'i> = pest::iterators::Pairs<'i, Rule>;
pub(crate) type Failure = pest::error::Error<Rule>;

/// Reads laid-out text, from its start, as one rule.
pub(crate) fn parse(rule: Rule, text: &str) -> Result<Pair<'_>, Box<Failure>> {
    let mut pairs = <PythonParser as pest::Parser<Rule>>::parse(rule, text).map_err(Box::new)?;
    Ok(pairs.next().expect("a parse yields the pair of its rule"))
}
