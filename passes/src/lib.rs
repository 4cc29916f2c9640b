//! numlir's passes: one pass, one file. `PASSES` lists them for `numlir-opt`; the order of the pipeline is
//! in `src/pipeline.rs` of the compiler.

pub mod accumulate_arrays;
pub mod attributes;
mod blocks;
pub mod builtins;
mod chars;
pub mod check_device_arguments;
pub mod check_races;
pub mod code;
pub mod collapse_loops;
pub mod conversion;
pub mod dates;
pub mod distribute_threads;
pub mod divide_by_constants;
pub mod elementwise;
pub mod exceptions;
pub mod expand_stencils;
pub mod extent;
pub mod fuse_loops;
pub mod fuse_maps;
pub mod guard_recursion;
mod independent;
pub mod infer;
pub mod inline_calls;
mod kernel;
mod loops;
pub mod lower_maps;
pub mod lower_par;
pub mod lower_raises;
pub mod lower_reduce;
pub mod lower_selections;
pub mod made_ufunc;
pub mod maps_to_device;
pub mod maps_to_par;
pub mod nd_to_llvm;
mod outlining;
pub mod par_to_gpu;
pub mod parallel_notes;
pub mod place_releases;
pub mod prange_to_par;
pub mod prove_indices;
pub mod py_to_nd;
pub mod raise_loops;
pub mod resolve_calls;
pub mod scalar;
pub mod scf_to_cf;
pub mod shape_kernel_loops;
mod shared_memory;
pub mod signature;
pub mod simt_to_nvvm;
pub mod split_generators;
pub mod take_kernels;
pub mod to_llvm_dialect;
pub mod trace_accesses;
pub mod wrap_gufunc;
pub mod wrap_ufunc;

pub use accumulate_arrays::accumulate_arrays;
pub use check_device_arguments::check_device_arguments;
pub use check_races::check_races;
pub use collapse_loops::collapse_loops;
pub use distribute_threads::distribute_threads;
pub use divide_by_constants::divide_by_constants;
pub use expand_stencils::expand_stencils;
pub use fuse_loops::fuse_loops;
pub use fuse_maps::fuse_maps;
pub use guard_recursion::guard_recursion;
pub use infer::{ENUMERATION, Entry, Library, NAMED_TUPLE, NoLibrary, Passed, infer_types, wanted_literals};
pub use inline_calls::inline_calls;
pub use lower_maps::lower_maps;
pub use lower_par::lower_par;
pub use maps_to_device::maps_to_device;
pub use maps_to_par::maps_to_par;
pub use par_to_gpu::par_to_gpu;
pub use prange_to_par::prange_to_par;
pub use py_to_nd::py_to_nd;
pub use raise_loops::raise_loops;
pub use resolve_calls::resolve_calls;
pub use scf_to_cf::scf_to_cf;
pub use simt_to_nvvm::simt_to_nvvm;
pub use split_generators::split_generators;

pub use lower_raises::lower_raises;
pub use lower_reduce::lower_reduce;
pub use lower_selections::lower_selections;
pub use nd_to_llvm::nd_to_llvm;
pub use place_releases::place_releases;
pub use prove_indices::prove_indices;
pub use shape_kernel_loops::shape_kernel_loops;
pub use to_llvm_dialect::to_llvm_dialect;
pub use trace_accesses::trace_accesses;
pub use wrap_gufunc::wrap_gufunc;
pub use wrap_ufunc::wrap_ufunc;

use numlir_dialects::passes::Pass;

/// Every pass, a line each.
pub static PASSES: &[Pass] = &[
    Pass {
        name: "expand-stencils",
        summary: "kernels of stencils to functions over windows, and functions that apply them to arrays",
        run: expand_stencils,
    },
    Pass {
        name: "infer-types",
        summary: "specialise a template and what it calls for argument types",
        run: infer::run,
    },
    Pass { name: "resolve-calls", summary: "bind the arguments of calls between functions", run: resolve_calls },
    Pass { name: "raise-loops", summary: "for loops over ranges from cf to scf", run: raise_loops },
    Pass { name: "py-to-nd", summary: "from Python's operations to arrays, arithmetic and checks", run: py_to_nd::run },
    Pass { name: "wrap-ufunc", summary: "a kernel of scalars as the inner loop of a ufunc", run: wrap_ufunc::run },
    Pass { name: "wrap-gufunc", summary: "a kernel of arrays as the inner loop of a gufunc", run: wrap_gufunc::run },
    Pass {
        name: "inline-calls",
        summary: "put functions of the library and kernels in their callers' place",
        run: inline_calls,
    },
    Pass { name: "fuse-maps", summary: "maps into the maps and reductions that use them", run: fuse_maps },
    Pass { name: "lower-selections", summary: "what masks select, by the runtime", run: lower_selections },
    Pass { name: "prange-to-par", summary: "loops over prange to parallel loops", run: prange_to_par },
    Pass {
        name: "accumulate-arrays",
        summary: "arrays that all iterations add to become reductions",
        run: accumulate_arrays,
    },
    Pass { name: "check-races", summary: "report iterations of parallel loops that meet in memory", run: check_races },
    Pass { name: "fuse-loops", summary: "parallel loops over the same positions into one", run: fuse_loops },
    Pass {
        name: "collapse-loops",
        summary: "perfect nests of parallel loops into one over all axes",
        run: collapse_loops,
    },
    Pass { name: "maps-to-par", summary: "operations on whole arrays to parallel loops over bands", run: maps_to_par },
    Pass {
        name: "maps-to-device",
        summary: "operations on whole arrays to parallel loops over elements",
        run: maps_to_device,
    },
    Pass { name: "lower-maps", summary: "operations on whole arrays to loops", run: lower_maps },
    Pass { name: "lower-reduce", summary: "reductions to loops", run: lower_reduce },
    Pass {
        name: "trace-accesses",
        summary: "parallel loops report their accesses to a shadow memory",
        run: trace_accesses,
    },
    Pass { name: "par-to-gpu", summary: "parallel loops to kernels", run: par_to_gpu },
    Pass { name: "lower-par", summary: "parallel loops to functions that the runtime calls", run: lower_par },
    Pass { name: "guard-recursion", summary: "endless recursion raises RecursionError", run: guard_recursion },
    Pass { name: "prove-indices", summary: "drop wraps and checks of indices that are in range", run: prove_indices },
    Pass {
        name: "divide-by-constants",
        summary: "integers as floats over constants to products with reciprocals, for devices",
        run: divide_by_constants,
    },
    Pass {
        name: "shape-kernel-loops",
        summary: "loops of kernels for devices: unrolled, and without division",
        run: shape_kernel_loops,
    },
    Pass { name: "scf-to-cf", summary: "structured loops and branches to blocks", run: scf_to_cf },
    Pass {
        name: "split-generators",
        summary: "functions with yield to those that make and those that run generators",
        run: split_generators,
    },
    Pass {
        name: "lower-raises",
        summary: "checks and calls that may raise to explicit control flow",
        run: lower_raises,
    },
    Pass { name: "place-releases", summary: "retain and release array owners", run: place_releases },
    Pass { name: "nd-to-llvm", summary: "arrays and functions to the llvm dialect", run: nd_to_llvm },
    Pass {
        name: "distribute-threads",
        summary: "kernels of many threads to loops for the CPU",
        run: distribute_threads,
    },
    Pass { name: "simt-to-nvvm", summary: "kernels of many threads to code for NVIDIA's devices", run: simt_to_nvvm },
    Pass { name: "to-llvm-dialect", summary: "arith, math and cf to the llvm dialect", run: to_llvm_dialect },
];
