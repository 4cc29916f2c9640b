//! The C text that is linked with the code: tables that the archive reads (`aot/src/description.rs`), and what callers call.

use super::{
    Callers, Exported, Library,
    literal::{c_text, tuple},
    types::{Part, text},
};
use crate::{pipeline::Site, program::Binding};
use numlir_dialects::types::{Layout, Type};
use std::fmt::Write;

/// The structures of the archive's tables, and its functions.
const DECLARATIONS: &str = "\
#include <string.h>

struct numlir_site {
    const char *exception, *message, *arguments, *function, *file;
    uint32_t line, end_line, column, end_column;
};

struct numlir_function {
    const char *name, *documentation, *parameters, *types;
    int32_t (*entry)(const uint64_t *arguments, uint64_t *results);
    const struct numlir_site *sites;
    size_t site_count;
    bool nogil;
    void *(*call)(void *self, void *const *values, ptrdiff_t count, void *keywords);
    void **prepared;
};

struct numlir_library {
    const char *name;
    const struct numlir_function *const *functions;
    size_t count;
    bool linear;
};

void *numlir_module(const struct numlir_library *library);
void *numlir_call(const struct numlir_function *function, void *const *values, ptrdiff_t count, void *keywords);
int32_t numlir_report(const struct numlir_function *function, int32_t status);
int32_t numlir_refuse(const char *text);
const char *numlir_error_text_of_thread(void);
void numlir_release(void *owner);
void *numlir_text_read(const char *text);
char *numlir_text_write(void *text);
bool numlir_use_routine(const char *name, void (*address)(void));
";

impl Library {
    /// The names that the library exports.
    pub(super) fn exports(&self) -> Vec<String> {
        if self.callers == Callers::Python {
            return vec![format!("PyInit_{}", self.name)];
        }
        let own = [format!("{}_error_text", self.name), format!("{}_release", self.name)];
        self.functions.iter().map(|function| function.interface.name.clone()).chain(own).collect()
    }

    /// The text of its C source.
    pub fn source(&self) -> String {
        let mut text = match self.callers {
            Callers::C => self.header(),
            Callers::Python => "#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n".into(),
        };
        text.push('\n');
        text.push_str(DECLARATIONS);
        self.functions.iter().for_each(|function| tables(&mut text, function, self.callers));
        match self.callers {
            Callers::C => {
                self.functions.iter().for_each(|function| self.wrapper(&mut text, function));
                self.services(&mut text);
            }
            Callers::Python => self.module(&mut text),
        }
        text
    }

    fn module(&self, text: &mut String) {
        let tables: Vec<_> =
            self.functions.iter().map(|function| format!("&numlir_table_{}", function.interface.name)).collect();
        let name = c_text(&self.name);
        let linear = self.functions.iter().any(Exported::is_linear);
        let _ = write!(
            text,
            "\nstatic const struct numlir_function *const numlir_functions[] = {{{}}};\n\
             static const struct numlir_library numlir_table = {{{name}, numlir_functions, {}, {linear}}};\n\n\
             void *PyInit_{}(void) {{\n    return numlir_module(&numlir_table);\n}}\n",
            tables.join(", "),
            self.functions.len(),
            self.name,
        );
    }

    /// A function of C's convention around one of the calling convention's.
    fn wrapper(&self, text: &mut String, function: &Exported) {
        let name = &function.interface.name;
        let (inputs, outputs) = (function.inputs(), function.outputs());
        let count = |types: &[Type]| types.iter().map(Type::slots).sum::<usize>().max(1);
        let slots = (count(&function.interface.arguments), function.artifact.result.slots().max(1));
        let _ = write!(
            text,
            "\n{} {{\n    uint64_t arguments[{}] = {{0}};\n    uint64_t results[{}] = {{0}};\n    int32_t status;\n",
            self.prototype(function),
            slots.0,
            slots.1
        );
        for part in &inputs {
            text.push_str(&layout_check(part));
        }
        for part in &inputs {
            let Part { name, ty, slot } = part;
            let _ = match ty {
                Type::Array(_) => writeln!(text, "    memcpy(arguments + {slot}, {name}, sizeof *{name});"),
                Type::Str => writeln!(text, "    arguments[{slot}] = (uint64_t)numlir_text_read({name});"),
                _ => writeln!(text, "    memcpy(arguments + {slot}, &{name}, sizeof {name});"),
            };
        }
        let _ = writeln!(text, "    status = numlir_code_{name}(arguments, results);");
        for part in inputs.iter().filter(|part| part.ty == Type::Str) {
            let _ = writeln!(text, "    numlir_release((void *)arguments[{}]);", part.slot);
        }
        let _ = writeln!(text, "    if (status != 0) return numlir_report(&numlir_table_{name}, status);");
        for Part { name, ty, slot } in &outputs {
            let _ = match ty {
                Type::Str => writeln!(text, "    *{name} = numlir_text_write((void *)results[{slot}]);"),
                _ => writeln!(text, "    memcpy({name}, results + {slot}, sizeof *{name});"),
            };
        }
        text.push_str("    return 0;\n}\n");
    }

    /// What callers in C need beside the functions.
    fn services(&self, text: &mut String) {
        let name = &self.name;
        let _ = write!(
            text,
            "\nconst char *{name}_error_text(void) {{\n    return numlir_error_text_of_thread();\n}}\n\n\
             void {name}_release(void *owner) {{\n    numlir_release(owner);\n}}\n"
        );
        if !self.functions.iter().any(Exported::is_linear) {
            return;
        }
        // Those of the libraries that the program is linked with; without them, what needs LAPACK fails and products are slower.
        let (blas, lapack) = crate::runtime::linear::routines();
        let routines: Vec<_> = blas.into_iter().chain(lapack).collect();
        text.push('\n');
        for routine in &routines {
            let _ = writeln!(text, "void {routine}_(void) __attribute__((weak));");
        }
        text.push_str("\n__attribute__((constructor)) static void numlir_find_routines(void) {\n");
        for routine in &routines {
            let _ = writeln!(text, "    if ({routine}_) numlir_use_routine(\"{routine}\", {routine}_);");
        }
        text.push_str("}\n");
    }
}

/// The tables of a function, and what Python calls of it.
fn tables(text: &mut String, function: &Exported, callers: Callers) {
    let interface = &function.interface;
    let name = &interface.name;
    let _ = writeln!(text, "\nint32_t numlir_code_{name}(const uint64_t *arguments, uint64_t *results);");
    let sites = &function.artifact.sites;
    if !sites.is_empty() {
        let _ = writeln!(text, "static const struct numlir_site numlir_sites_{name}[] = {{");
        for site in sites {
            let _ = writeln!(text, "    {{{}}},", site_fields(site));
        }
        text.push_str("};\n");
    }
    let arguments = Type::tuple(interface.arguments.iter().cloned());
    // C callers need no types.
    let types = self::text(&arguments).zip(self::text(&function.artifact.result));
    let types = types.map_or_else(String::new, |(arguments, result)| arguments + &result);
    let called = match callers {
        Callers::C => "0, 0".to_owned(),
        Callers::Python => {
            let _ = write!(
                text,
                "static const struct numlir_function numlir_table_{name};\n\
                 static void *numlir_prepared_{name};\n\
                 static void *numlir_call_{name}(void *self, void *const *values, ptrdiff_t count, void *keywords) {{\n    \
                 (void)self;\n    \
                 return numlir_call(&numlir_table_{name}, values, count, keywords);\n}}\n"
            );
            format!("numlir_call_{name}, &numlir_prepared_{name}")
        }
    };
    let table = if sites.is_empty() { "0".into() } else { format!("numlir_sites_{name}") };
    let _ = writeln!(
        text,
        "static const struct numlir_function numlir_table_{name} = {{{}, {}, {}, {}, numlir_code_{name}, {table}, {}, {}, {called}}};",
        c_text(name),
        c_text(&interface.documentation),
        c_text(&interface.parameters.join(",")),
        c_text(&types),
        sites.len(),
        interface.nogil
    );
}

fn site_fields(site: &Site) -> String {
    let (message, arguments) = match &site.arguments[..] {
        [] => ("0".into(), "0".into()),
        [Binding::Str(text)] => (c_text(text), "0".into()),
        arguments => ("0".into(), c_text(&tuple(arguments))),
    };
    format!(
        "{}, {message}, {arguments}, {}, {}, {}, {}, {}, {}",
        c_text(&site.exception),
        c_text(&site.function),
        c_text(&site.file),
        site.line,
        site.end_line,
        site.column,
        site.end_column
    )
}

/// Checks that an array is laid out as the code takes for granted; axes of one element, and arrays without any, have any strides.
fn layout_check(part: &Part) -> String {
    let Type::Array(array) = &part.ty else { return String::new() };
    let (name, rank) = (&part.name, usize::from(array.rank));
    let axes: Vec<usize> = match array.layout {
        Layout::C => (0..rank).rev().collect(),
        Layout::F => (0..rank).collect(),
        Layout::Any => return String::new(),
    };
    let Some(first) = axes.first() else { return String::new() };
    let mut text = String::new();
    let empty: Vec<_> = (0..rank).map(|axis| format!("{name}->shape[{axis}] != 0")).collect();
    let _ = writeln!(text, "    if ({}) {{", empty.join(" && "));
    let _ = writeln!(text, "        int64_t expected = (int64_t)sizeof *{name}->data;");
    for axis in &axes {
        let order = if array.layout == Layout::C { "C" } else { "Fortran's" };
        let refusal = c_text(&format!("TypeError: argument '{name}' is not contiguous in {order} order"));
        let _ = writeln!(
            text,
            "        if ({name}->shape[{axis}] != 1 && {name}->strides[{axis}] != expected)\n            \
             return numlir_refuse({refusal});"
        );
        if axis != axes.last().unwrap_or(first) {
            let _ = writeln!(text, "        expected *= {name}->shape[{axis}];");
        }
    }
    text.push_str("    }\n");
    text
}
