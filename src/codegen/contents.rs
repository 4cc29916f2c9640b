//! What a relocatable object defines and needs, by name.

use super::{error::CodegenError, jit::load_error, symbols};
use object::{Object, ObjectSymbol};
use std::{collections::HashMap, ffi::CString};

/// The names that an object defines and needs.
pub(super) struct Contents {
    pub(super) defined: Vec<CString>,
    pub(super) undefined: Vec<String>,
}

impl Contents {
    /// Reads the global names of object bytes.
    ///
    /// # Errors
    ///
    /// [`CodegenError::Load`] where the bytes are not an object.
    pub(super) fn read(object: &[u8]) -> Result<Self, CodegenError> {
        let file = object::File::parse(object).map_err(load_error)?;
        let mut contents = Self { defined: Vec::new(), undefined: Vec::new() };
        for symbol in file.symbols() {
            let name = symbol.name().map_err(load_error)?;
            if name.is_empty() || !symbol.is_global() {
                continue;
            }
            if symbol.is_undefined() {
                contents.undefined.push(name.into());
            } else {
                contents.defined.push(CString::new(name).map_err(load_error)?);
            }
        }
        Ok(contents)
    }

    /// The addresses of what the object needs: from `symbols`, or from what every compiled function may use.
    ///
    /// # Errors
    ///
    /// [`CodegenError::UndefinedSymbols`] with all that are found nowhere.
    pub(super) fn resolve(&self, symbols: &[(String, *const ())]) -> Result<Vec<(CString, usize)>, CodegenError> {
        let given: HashMap<&str, *const ()> = symbols.iter().map(|(name, address)| (name.as_str(), *address)).collect();
        let mut found = Vec::with_capacity(self.undefined.len());
        let mut missing = Vec::new();
        for name in &self.undefined {
            // The assembler's name for its own table, which the linker makes.
            if name == "_GLOBAL_OFFSET_TABLE_" {
                continue;
            }
            match given.get(name.as_str()).copied().or_else(|| symbols::resolve(name)) {
                Some(address) => found.push((CString::new(name.as_str()).map_err(load_error)?, address as usize)),
                None => missing.push(name.clone()),
            }
        }
        if missing.is_empty() { Ok(found) } else { Err(CodegenError::UndefinedSymbols(missing)) }
    }
}
