//! The stack of indentation levels, and how deep a line stands.

/// How far a line is indented, measured twice: with tabs to multiples of eight, and with tabs as one column. Lines
/// compare only where both measures agree, so no program means different things to different editors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Level {
    pub column: u32,
    pub narrow: u32,
}

impl Level {
    /// Measures the blanks at `at` and returns the offset behind them. A backslash that joins an otherwise blank
    /// line to the next leaves the indentation as it was before the backslash, if there was any.
    pub(super) fn measure(bytes: &[u8], mut at: usize) -> (Self, usize) {
        let mut level = Self::default();
        let mut before_join = Self::default();
        loop {
            match bytes.get(at) {
                Some(b' ') => {
                    level.column += 1;
                    level.narrow += 1;
                }
                Some(b'\t') => {
                    level.column = (level.column / 8 + 1) * 8;
                    level.narrow += 1;
                }
                Some(b'\x0c') => level = Self::default(),
                Some(b'\\') => {
                    let Some(next) = line_break(bytes, at + 1) else { break };
                    if before_join.column == 0 {
                        before_join = level;
                    }
                    at = next;
                    continue;
                }
                _ => break,
            }
            at += 1;
        }
        if before_join.column > 0 { (before_join, at) } else { (level, at) }
    }
}

/// The offset behind the line break at `at`, if there is one.
pub(super) fn line_break(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'\n' => Some(at + 1),
        b'\r' if bytes.get(at + 1) == Some(&b'\n') => Some(at + 2),
        b'\r' => Some(at + 1),
        _ => None,
    }
}

pub(super) enum Change {
    Same,
    Indent,
    Dedent(usize),
}

pub(super) enum Misfit {
    TooDeep,
    TabsAndSpaces,
    NoOuterLevel,
}

pub(super) struct Indentation {
    levels: Vec<Level>,
}

impl Indentation {
    /// CPython's limit.
    const MOST_LEVELS: usize = 100;

    pub(super) fn new(base: Level) -> Self {
        Self { levels: vec![base] }
    }

    /// How many blocks are open.
    pub(super) fn depth(&self) -> usize {
        self.levels.len() - 1
    }

    pub(super) fn change(&mut self, line: Level) -> Result<Change, Misfit> {
        let current = self.current();
        if line.column > current.column {
            if line.narrow <= current.narrow {
                return Err(Misfit::TabsAndSpaces);
            }
            if self.levels.len() >= Self::MOST_LEVELS {
                return Err(Misfit::TooDeep);
            }
            self.levels.push(line);
            return Ok(Change::Indent);
        }
        let before = self.levels.len();
        while self.levels.len() > 1 && line.column < self.current().column {
            self.levels.pop();
        }
        let outer = self.current();
        if line.column != outer.column {
            return Err(Misfit::NoOuterLevel);
        }
        if line.narrow != outer.narrow {
            return Err(Misfit::TabsAndSpaces);
        }
        Ok(match before - self.levels.len() {
            0 => Change::Same,
            count => Change::Dedent(count),
        })
    }

    fn current(&self) -> Level {
        *self.levels.last().expect("the base level is never popped")
    }
}
