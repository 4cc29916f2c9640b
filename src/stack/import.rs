//! `import` within a function: what stands for it in a function's code.

use numlir_grammar::tree::Alias;

/// One name that an `import` binds. Compiled code reads it as it reads any global, and what it means is found when the function
/// is compiled: then the module is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The module's dotted name, behind a dot for each level of a relative import.
    pub module: String,
    pub part: Part,
}

/// What of the module is bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// `import a.b` binds `a`.
    Root,
    /// `import a.b as c` binds `a.b`.
    Module,
    /// `from a import b` binds what `a` has by that name, or its submodule.
    Member(String),
}

const PREFIX: &str = "<import ";

impl Import {
    pub fn of_module(alias: &Alias) -> Self {
        let part = if alias.alias.is_some() { Part::Module } else { Part::Root };
        Self { module: alias.name.clone(), part }
    }

    pub fn of_member(level: u32, module: Option<&str>, alias: &Alias) -> Self {
        let dots = ".".repeat(level as usize);
        Self { module: format!("{dots}{}", module.unwrap_or("")), part: Part::Member(alias.name.clone()) }
    }

    /// The global name that stands for what is imported; no name in a program is written so.
    pub fn name(&self) -> String {
        let Self { module, part } = self;
        match part {
            Part::Root => format!("{PREFIX}{module}>"),
            Part::Module => format!("{PREFIX}{module} as>"),
            Part::Member(member) => format!("{PREFIX}{module} {member}>"),
        }
    }

    /// The import that a global name stands for. `as` is a keyword, so no member is called that.
    pub fn of_name(name: &str) -> Option<Self> {
        let inner = name.strip_prefix(PREFIX)?.strip_suffix('>')?;
        let (module, part) = match inner.split_once(' ') {
            None => (inner, Part::Root),
            Some((module, "as")) => (module, Part::Module),
            Some((module, member)) => (module, Part::Member(member.to_owned())),
        };
        Some(Self { module: module.to_owned(), part })
    }

    /// How messages name what is imported.
    pub fn shown(&self) -> String {
        match &self.part {
            Part::Member(member) if self.module.ends_with('.') => format!("{}{member}", self.module),
            Part::Member(member) => format!("{}.{member}", self.module),
            _ => self.module.clone(),
        }
    }

    /// The level of a relative import, and the module's name without its dots.
    pub fn level(&self) -> (usize, &str) {
        let module = self.module.trim_start_matches('.');
        (self.module.len() - module.len(), module)
    }
}
