//! Patterns as text.

use super::Dumper;
use crate::tree::{Pattern, PatternKind};

impl Dumper {
    pub(super) fn pattern(&mut self, label: &str, pattern: &Pattern) {
        use PatternKind::*;
        let span = pattern.span;
        match &pattern.kind {
            Value(value) => self.node(label, "MatchValue", span, |d| d.expression("value", value)),
            Singleton(value) => self.node(label, "MatchSingleton", span, |d| d.expression("value", value)),
            Sequence(patterns) => self.node(label, "MatchSequence", span, |d| d.patterns(patterns)),
            Mapping { keys, patterns, rest } => {
                let rest = rest.as_ref().map_or(String::new(), |rest| format!("**{rest}"));
                self.detailed(label, "MatchMapping", span, &rest, |d| {
                    for (key, pattern) in keys.iter().zip(patterns) {
                        d.expression("key", key);
                        d.pattern("pattern", pattern);
                    }
                });
            }
            Class { class, patterns, keywords } => self.node(label, "MatchClass", span, |d| {
                d.expression("class", class);
                d.patterns(patterns);
                keywords.iter().for_each(|(name, pattern)| d.pattern(&format!("{name}="), pattern));
            }),
            Star(name) => self.detailed(label, "MatchStar", span, name.as_deref().unwrap_or("_"), |_| ()),
            As { pattern, name } => {
                self.detailed(label, "MatchAs", span, name.as_deref().unwrap_or("_"), |d| {
                    if let Some(pattern) = pattern {
                        d.pattern("pattern", pattern);
                    }
                });
            }
            Or(patterns) => self.node(label, "MatchOr", span, |d| d.patterns(patterns)),
        }
    }

    fn patterns(&mut self, patterns: &[Pattern]) {
        for pattern in patterns {
            self.pattern("pattern", pattern);
        }
    }
}
