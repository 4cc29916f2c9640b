//! Gufuncs in compiled code: a call becomes a function of the program, which loops over the places of the loop dimensions.
//!
//! ```text
//! def gufunc(a0, a1, out=None):                            # (n),(n)->(), for float64
//!     if casts(a0, np.float64) and casts(a1, np.float64):
//!         x0 = to(input(a0, 1), np.float64)
//!         x1 = to(input(a1, 1), np.float64)
//!         d0 = x0.shape[x0.ndim - 1]
//!         same(x1.shape[x1.ndim - 1], d0, 1, 0)
//!         loop = np.broadcast_shapes(x0.shape[: x0.ndim - 1], x1.shape[: x1.ndim - 1])
//!         y0 = np.broadcast_to(x0, loop + (d0,))
//!         y1 = np.broadcast_to(x1, loop + (d0,))
//!         r0 = output(out, loop, np.float64)
//!         z0 = unit(r0)
//!         for place in np.ndindex(loop):
//!             kernel(y0[place], y1[place], z0[place])
//!         return result(r0, out)
//!     reject(…)
//! ```
//!
//! The helpers are the library's (`library/numpy/gufuncs.py`).

use crate::source::Unit;
use numlir::{pipeline, program::Binding, stack::Source};
use numlir_dialects::types::Scalar;
use numlir_grammar::LineIndex;
use std::{collections::HashMap, fmt::Write, sync::Arc};

const HELPERS: [&str; 9] = ["exact", "casts", "input", "as", "written", "same", "output", "unit", "result"];

/// What compiled code knows of a gufunc.
#[derive(Clone, Debug, PartialEq)]
pub struct Gufunc {
    pub name: String,
    pub nin: usize,
    /// For each operand its core dimensions: names, or numbers of fixed ones.
    pub core: Vec<Vec<String>>,
    /// The inputs that the kernel writes.
    pub writable: Vec<usize>,
    /// The element types of each loop's operands, and whether the kernel gets an array; none where loops come with calls.
    pub loops: Vec<Vec<(Scalar, bool)>>,
}

impl Gufunc {
    /// The core dimensions of each operand of a signature.
    pub fn core_dimensions(signature: &str) -> Vec<Vec<String>> {
        let dimensions = |operand: &str| {
            operand.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
        };
        signature.split('(').skip(1).filter_map(|rest| rest.split_once(')')).map(|part| dimensions(part.0)).collect()
    }

    /// The function that a call is of, with the meanings of its names, of which `kernel` is the kernel, and the names of
    /// parameters that are None unless given. `None` where the signature has optional dimensions.
    pub fn wrapper(&self, kernel: usize) -> Option<(Unit, HashMap<String, Binding>, Vec<String>)> {
        if self.core.iter().flatten().any(|name| name.ends_with('?')) {
            return None;
        }
        let outs = self.outs();
        let inputs: Vec<_> = (0..self.nin).map(|index| format!("a{index}")).collect();
        let optional: Vec<_> = outs.iter().map(|out| format!("{out}=None")).collect();
        let mut text = format!("def gufunc({}):\n", [inputs.clone(), optional].concat().join(", "));
        match self.loops.is_empty() {
            true => {
                let samples = inputs.iter().map(|name| format!("np.asarray({name}).dtype"));
                // Each operand as it is, outputs of the common type of all.
                let _ = writeln!(text, "    common = np.result_type({})", samples.collect::<Vec<_>>().join(", "));
                let class = |operand: usize| match operand < self.nin {
                    true => format!("np.asarray(a{operand}).dtype"),
                    false => "common".to_owned(),
                };
                self.body(&mut text, 4, &class, &|operand| operand >= self.nin);
            }
            false => {
                // The loop for just these types, or the first that all inputs cast to.
                let exact = self.loops.iter().filter(|_| self.loops.len() > 1).map(|each| ("exact", each));
                for (helper, each) in exact.chain(self.loops.iter().map(|each| ("casts", each))) {
                    let class = |operand: usize| format!("np.{}", each[operand].0);
                    let casts =
                        inputs.iter().enumerate().map(|(index, name)| format!("{helper}({name}, {})", class(index)));
                    let _ = writeln!(text, "    if {}:", casts.collect::<Vec<_>>().join(" and "));
                    self.body(&mut text, 8, &class, &|operand| each[operand].1);
                }
                let message = format!(
                    "ufunc '{}' not supported for the input types, and the inputs could not be safely coerced to any \
                     supported types according to the casting rule ''safe''",
                    self.name
                );
                let _ = writeln!(text, "    reject({message:?})");
            }
        }
        let file: Arc<str> = "library/gufunc.py".into();
        let lines = Arc::new(LineIndex::new(&text));
        let flow = pipeline::read_function(&text, Source { file: &file, lines: &lines }, 1).ok()?;
        let paths = flow.free_paths();
        let meaning = |path: &String| {
            let known = match path.as_str() {
                "kernel" => Binding::Function(kernel),
                "reject" => Binding::Builtin("numlir.library.reject".to_owned()),
                path if HELPERS.contains(&path.trim_end_matches('_')) => {
                    Binding::Builtin(format!("numpy._gufunc_{}", path.trim_end_matches('_')))
                }
                path => Binding::Builtin(path.replacen("np", "numpy", 1)),
            };
            (path.clone(), known)
        };
        let bindings = paths.iter().map(meaning).collect();
        let unit = Unit { flow: Arc::new(flow), file, text: None, lines, content: text.into(), paths };
        Some((unit, bindings, outs))
    }

    /// The parameters that are outputs.
    fn outs(&self) -> Vec<String> {
        match self.core.len() - self.nin {
            1 => vec!["out".to_owned()],
            count => (0..count).map(|index| format!("out{index}")).collect(),
        }
    }

    /// The statements for one loop: the dtype of each operand, and whether the kernel gets an array of it where it has no
    /// core axes.
    fn body(&self, text: &mut String, indent: usize, class: &dyn Fn(usize) -> String, array: &dyn Fn(usize) -> bool) {
        let mut line = |statement: String| {
            let _ = writeln!(text, "{:indent$}{statement}", "");
        };
        let mut known: HashMap<&str, String> = HashMap::new();
        for (operand, core) in self.core[..self.nin].iter().enumerate() {
            let axes = core.len();
            if self.writable.contains(&operand) {
                line(format!("x{operand} = written(a{operand}, {axes}, {})", class(operand)));
            } else {
                line(format!("x{operand} = as_(input(a{operand}, {axes}), {})", class(operand)));
            }
            for (axis, name) in core.iter().enumerate() {
                let extent = format!("x{operand}.shape[x{operand}.ndim - {}]", axes - axis);
                if name.parse::<u64>().is_ok() {
                    known.insert(name, name.clone());
                }
                match known.get(name.as_str()) {
                    Some(first) => line(format!("same({extent}, {first}, {operand}, {axis})")),
                    None => {
                        let first = format!("d{}", known.len());
                        line(format!("{first} = {extent}"));
                        known.insert(name, first);
                    }
                }
            }
        }
        let shape = |operand: &usize| format!("x{operand}.shape[: x{operand}.ndim - {}]", self.core[*operand].len());
        let shapes: Vec<_> = (0..self.nin).map(|operand| shape(&operand)).collect();
        line(format!("loop = np.broadcast_shapes({})", shapes.join(", ")));
        let extents = |core: &[String]| {
            let extents: Vec<_> =
                core.iter().map(|name| known.get(name.as_str()).unwrap_or(name).to_string() + ", ").collect();
            format!("loop + ({})", extents.concat())
        };
        let outs = self.outs();
        let mut passed = Vec::new();
        for (operand, core) in self.core.iter().enumerate() {
            let shape = extents(core);
            let value = match operand.checked_sub(self.nin) {
                None if self.writable.contains(&operand) => format!("output(x{operand}, {shape}, {})", class(operand)),
                None => format!("np.broadcast_to(x{operand}, {shape})"),
                Some(index) => format!("output({}, {shape}, {})", outs[index], class(operand)),
            };
            line(format!("y{operand} = {value}"));
            let unit = core.is_empty() && array(operand);
            line(format!("z{operand} = {}", if unit { format!("unit(y{operand})") } else { format!("y{operand}") }));
            passed.push(format!("z{operand}[place]"));
        }
        line("for place in np.ndindex(loop):".to_owned());
        line(format!("    kernel({})", passed.join(", ")));
        let results: Vec<_> =
            outs.iter().enumerate().map(|(index, out)| format!("result(y{}, {out})", self.nin + index)).collect();
        match results.as_slice() {
            [] => line("return None".to_owned()),
            [one] => line(format!("return {one}")),
            several => line(format!("return ({})", several.join(", "))),
        }
    }
}
