//! What a caller in C includes.

use super::{
    Exported, Library,
    types::{Part, c_array, c_scalar, described, parameter, parts, place},
};
use numlir_dialects::types::{Array, Scalar, Type};
use std::{collections::BTreeMap, fmt::Write};

/// The codes that functions give, by the class of the exception; the archive has the same (`aot/src/report.rs`).
const CODES: &str = "\
#ifndef NUMLIR_STATUS
#define NUMLIR_STATUS
/* What functions give: 0, or why there is no result. */
enum numlir_status {
    NUMLIR_OK = 0,
    NUMLIR_ERROR = 1, /* an exception of another class than those below */
    NUMLIR_VALUE_ERROR = 2,
    NUMLIR_TYPE_ERROR = 3, /* an array is not laid out as its function wants it */
    NUMLIR_INDEX_ERROR = 4,
    NUMLIR_KEY_ERROR = 5,
    NUMLIR_ZERO_DIVISION_ERROR = 6,
    NUMLIR_OVERFLOW_ERROR = 7,
    NUMLIR_ASSERTION_ERROR = 8,
    NUMLIR_MEMORY_ERROR = 9,
    NUMLIR_RUNTIME_ERROR = 10,
    NUMLIR_NOT_IMPLEMENTED_ERROR = 11,
    NUMLIR_STOP_ITERATION = 12,
    NUMLIR_RECURSION_ERROR = 13,
    NUMLIR_LINALG_ERROR = 14
};
#endif
";

impl Library {
    /// The text of the header.
    pub fn header(&self) -> String {
        let name = &self.name;
        let guard = format!("{}_H", name.to_uppercase());
        let mut text = format!(
            "/* {name}: functions compiled by numlir. Written by numlir; changes are lost. */\n\
             #ifndef {guard}\n#define {guard}\n\n\
             #include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n\n\
             #ifdef __cplusplus\nextern \"C\" {{\n#endif\n\n{CODES}\n"
        );
        text.push_str(&self.structures());
        let _ = write!(
            text,
            "/* The text of the last error of the calling thread, until its next one. */\n\
             const char *{name}_error_text(void);\n\n\
             /* Gives back an array's memory, of which a function gave a reference with its result: its `owner`, perhaps null. */\n\
             void {name}_release(void *owner);\n"
        );
        for function in &self.functions {
            let _ = write!(text, "\n{}{};\n", comment(function), self.prototype(function));
        }
        let _ = write!(text, "\n#ifdef __cplusplus\n}}\n#endif\n\n#endif\n");
        text
    }

    /// The structures that its functions' arguments and results need.
    fn structures(&self) -> String {
        let mut found = BTreeMap::new();
        for function in &self.functions {
            for part in function.inputs().iter().chain(&function.outputs()) {
                let element = match &part.ty {
                    Type::Array(array) => {
                        found.insert((1, c_array(array)), array_structure(array));
                        array.element
                    }
                    Type::Scalar(scalar) => *scalar,
                    _ => continue,
                };
                if element.is_complex() {
                    found.insert((0, c_scalar(element)), complex_structure(element));
                }
            }
        }
        found.into_values().collect()
    }

    /// The declaration of a function of C's convention, without a semicolon.
    pub(super) fn prototype(&self, function: &Exported) -> String {
        let parameters: Vec<_> =
            function.inputs().iter().map(parameter).chain(function.outputs().iter().map(place)).collect();
        let parameters = if parameters.is_empty() { "void".into() } else { parameters.join(", ") };
        format!("int32_t {}({parameters})", function.interface.name)
    }
}

impl Exported {
    /// The parts of the arguments.
    pub(super) fn inputs(&self) -> Vec<Part> {
        let (mut slot, mut found) = (0, Vec::new());
        for (name, ty) in self.interface.parameters.iter().zip(&self.interface.arguments) {
            // The names of C's own words, and those of the function around, are others.
            parts(&c_name(name), ty, &mut slot, &mut found);
        }
        found
    }

    /// The parts of the result.
    pub(super) fn outputs(&self) -> Vec<Part> {
        let (mut slot, mut found) = (0, Vec::new());
        parts("result", &self.artifact.result, &mut slot, &mut found);
        found
    }
}

/// A parameter's name in C: with an underscore behind where C, or the generated code, means something else by it.
fn c_name(name: &str) -> String {
    const TAKEN: [&str; 48] = [
        "auto",
        "break",
        "case",
        "char",
        "const",
        "continue",
        "default",
        "do",
        "double",
        "else",
        "enum",
        "extern",
        "float",
        "for",
        "goto",
        "if",
        "inline",
        "int",
        "long",
        "register",
        "restrict",
        "return",
        "short",
        "signed",
        "sizeof",
        "static",
        "struct",
        "switch",
        "typedef",
        "union",
        "unsigned",
        "void",
        "volatile",
        "while",
        "bool",
        "true",
        "false",
        "class",
        "new",
        "delete",
        "this",
        "template",
        "result",
        "results",
        "arguments",
        "status",
        "operator",
        "private",
    ];
    if !name.is_ascii() {
        return name.chars().map(|character| if character.is_ascii() { character } else { '_' }).collect();
    }
    if TAKEN.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

/// What a header says of a function.
fn comment(function: &Exported) -> String {
    let mut lines: Vec<String> = function.interface.documentation.lines().map(|line| line.trim().to_owned()).collect();
    let parts = function.inputs();
    lines.extend(parts.iter().filter_map(|part| match &part.ty {
        Type::Array(_) => Some(format!("{}: {}", part.name, described(&part.ty))),
        _ => None,
    }));
    lines.retain(|line| !line.is_empty());
    if lines.is_empty() {
        return String::new();
    }
    format!("/* {} */\n", lines.join("\n   ").replace("*/", "* /"))
}

fn array_structure(array: &Array) -> String {
    let name = c_array(array);
    let (element, rank) = (c_scalar(array.element), array.rank);
    let guard = name.to_uppercase();
    let mut text = format!("#ifndef {guard}\n#define {guard}\n");
    let _ = write!(
        text,
        "/* An array: its data, and extents and strides in bytes of its axes. `owner` is null for memory that the caller\n   \
         keeps; of a result, it keeps the memory until it is released. */\n\
         typedef struct {{\n    {element} *data;\n    void *owner;\n"
    );
    if rank > 0 {
        let _ = write!(text, "    int64_t shape[{rank}];\n    int64_t strides[{rank}];\n");
    }
    let _ = writeln!(text, "}} {name};");
    if rank > 0 {
        let extents: Vec<_> = (0..rank).map(|axis| format!("int64_t extent_{axis}")).collect();
        let _ = write!(
            text,
            "\n/* The array in C order at an address. */\n\
             static inline {name} {name}_at({element} *data, {}) {{\n    {name} array;\n    \
             array.data = data;\n    array.owner = NULL;\n",
            extents.join(", ")
        );
        for axis in 0..rank {
            let _ = writeln!(text, "    array.shape[{axis}] = extent_{axis};");
        }
        let _ = writeln!(text, "    array.strides[{}] = (int64_t)sizeof({element});", rank - 1);
        for axis in (0..rank - 1).rev() {
            let inner = axis + 1;
            let _ = writeln!(text, "    array.strides[{axis}] = array.strides[{inner}] * extent_{inner};");
        }
        let _ = write!(text, "    return array;\n}}\n");
    }
    text.push_str("#endif\n\n");
    text
}

fn complex_structure(scalar: Scalar) -> String {
    let (name, part) = (c_scalar(scalar), c_scalar(scalar.real()));
    let guard = name.to_uppercase();
    format!(
        "#ifndef {guard}\n#define {guard}\n\
         /* A complex number; C's `{part} _Complex` has the same bytes. */\n\
         typedef struct {{\n    {part} real, imaginary;\n}} {name};\n#endif\n\n"
    )
}
