//! From objects and C text to a shared library, by the C compiler.

use super::{Library, refusal};
use numlir_grammar::diagnostic::Diagnostic;
use std::{
    fs,
    io::Error,
    path::{Path, PathBuf},
    process::Command,
};

/// What libraries are linked with.
pub struct Toolchain {
    /// The C compiler and arguments for it.
    pub compiler: Vec<String>,
    /// The archive of the crate in aot/.
    pub archive: PathBuf,
    /// Further arguments for linking.
    pub arguments: Vec<String>,
}

impl Library {
    /// Writes the C source, the objects and the list of exported names to a folder. The objects, and what to link with.
    ///
    /// # Errors
    /// Where files cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(Vec<PathBuf>, Vec<String>), Vec<Diagnostic>> {
        let write = |name: &str, bytes: &[u8]| -> Result<PathBuf, Vec<Diagnostic>> {
            let path = folder.join(name);
            fs::write(&path, bytes).map_err(|error| failed(&path, &error))?;
            Ok(path)
        };
        write(&format!("{}.c", self.name), self.source().as_bytes())?;
        let names: String = self.exports().iter().map(|name| format!("{name}; ")).collect();
        let exports = write("exports.map", format!("{{ global: {names}local: *; }};\n").as_bytes())?;
        let mut objects = Vec::new();
        for function in &self.functions {
            objects.push(write(&format!("{}.o", function.interface.name), &function.artifact.object)?);
        }
        let mut arguments = vec![
            format!("-Wl,--version-script={}", exports.display()),
            "-Wl,--gc-sections".into(),
            "-Wl,-z,relro".into(),
        ];
        let needs = |prefix: &str| {
            self.functions.iter().flat_map(|function| &function.needs).any(|need| need.starts_with(prefix))
        };
        if needs("_ZGV") {
            arguments.push("-lmvec".into());
        }
        arguments.extend(["-lm", "-lpthread", "-ldl"].map(str::to_owned));
        Ok((objects, arguments))
    }

    /// Makes the shared library; `folder` is where files are put on the way.
    ///
    /// # Errors
    /// Where files cannot be written, and what the C compiler says.
    pub fn link(&self, output: &Path, folder: &Path, toolchain: &Toolchain) -> Result<(), Vec<Diagnostic>> {
        let (objects, arguments) = self.write(folder)?;
        let Some((compiler, first)) = toolchain.compiler.split_first() else {
            return Err(refusal("there is no C compiler to link with"));
        };
        // Beside the library, so that it is there as a whole or not at all.
        let made = output.with_extension(format!("{}.part", std::process::id()));
        let mut command = Command::new(compiler);
        command.args(first).args(["-O2", "-fPIC", "-shared", "-o"]).arg(&made);
        command.arg(folder.join(format!("{}.c", self.name))).args(objects).arg(&toolchain.archive);
        command.args(arguments).args(&toolchain.arguments);
        let outcome = command.output().map_err(|error| {
            refusal(format!(
                "{compiler} cannot be run: {error}; CC names the C compiler that libraries are linked with"
            ))
        })?;
        if !outcome.status.success() {
            let _ = fs::remove_file(&made);
            let said = String::from_utf8_lossy(&outcome.stderr);
            return Err(refusal(format!("the C compiler failed:\n{}", said.trim_end())));
        }
        fs::rename(&made, output).map_err(|error| failed(output, &error))
    }
}

fn failed(path: &Path, error: &Error) -> Vec<Diagnostic> {
    refusal(format!("{} cannot be written: {error}", path.display()))
}
