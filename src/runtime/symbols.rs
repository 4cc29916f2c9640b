//! The names that object code may refer to, with their addresses in this process.

use rustc_hash::FxHashSet;
use std::sync::OnceLock;

use super::{
    bytes::{
        numlir_bytes_at, numlir_bytes_case, numlir_bytes_decode, numlir_bytes_has, numlir_bytes_is, numlir_bytes_lines,
        numlir_bytes_of, numlir_bytes_repr, numlir_str_encode,
    },
    caught::{
        numlir_error_catch, numlir_error_cause, numlir_error_raise, numlir_error_repr, numlir_error_status,
        numlir_error_text, numlir_error_without_cause,
    },
    chars::{numlir_chars_read, numlir_chars_write},
    device::numlir_device_run,
    errors::{
        numlir_argument_bool, numlir_argument_bytes, numlir_argument_close, numlir_argument_complex,
        numlir_argument_float, numlir_argument_int, numlir_argument_none, numlir_argument_open, numlir_argument_str,
        numlir_argument_unsigned, numlir_clear_frames, numlir_frame, numlir_note_value,
    },
    float_status::{numlir_float_errors, numlir_float_errors_since},
    format::{numlir_format_f64, numlir_format_i64, numlir_format_str, numlir_format_u64},
    hash::{numlir_hash_str, numlir_hash_text},
    indirect::{numlir_error_elsewhere, numlir_function_failed, numlir_generator_resume, numlir_module_left},
    instance::{numlir_instance_new, numlir_same},
    list::{
        numlir_list_assign, numlir_list_clear, numlir_list_close, numlir_list_concat, numlir_list_delete,
        numlir_list_extend, numlir_list_grow, numlir_list_new, numlir_list_open, numlir_list_repeat,
        numlir_list_reverse, numlir_list_slice, numlir_list_sort,
    },
    math::{
        complex::{
            UNARY, UNARY_SINGLE, numlir_abs_c64, numlir_abs_c128, numlir_div_c64, numlir_div_c128, numlir_pow_c64,
            numlir_pow_c128,
        },
        float::{
            numlir_floordiv_f32, numlir_floordiv_f64, numlir_mod_f32, numlir_mod_f64, numlir_round_f32,
            numlir_round_f64, numlir_ulp_f64,
        },
        integer::{
            numlir_comb_i64, numlir_factorial_i64, numlir_gcd_i64, numlir_gcd_u64, numlir_isqrt_i64, numlir_lcm_i64,
            numlir_lcm_u64, numlir_perm_i64, numlir_pow_i64, numlir_pow_u64, numlir_powmod_i64,
        },
    },
    memory::{numlir_allocate, numlir_allocate_zeroed, numlir_release, numlir_retain},
    parallel::{
        numlir_chunksize, numlir_parallel_band, numlir_parallel_bands, numlir_parallel_chunks, numlir_parallel_run,
        numlir_set_chunksize, numlir_set_thread_count, numlir_shadow_access, numlir_shadow_enter,
        numlir_shadow_iteration, numlir_shadow_leave, numlir_shadow_line, numlir_thread_count, numlir_thread_id,
        numlir_thread_limit,
    },
    print::{numlir_array_text, numlir_object_call, numlir_print},
    rows::{numlir_first_outside, numlir_reach, numlir_select_rows, numlir_take, numlir_take_inside},
    search::numlir_search,
    select::{
        numlir_count_true, numlir_place, numlir_select, numlir_select_all, numlir_select_places, numlir_selection_room,
    },
    set::{
        numlir_set_add, numlir_set_add_held, numlir_set_clear, numlir_set_copy, numlir_set_drop_last,
        numlir_set_filter, numlir_set_has, numlir_set_has_held, numlir_set_new, numlir_set_remove,
        numlir_set_remove_held, numlir_set_update, numlir_set_within,
    },
    simt::{
        numlir_simt_access, numlir_simt_exchange, numlir_simt_fail, numlir_simt_grid, numlir_simt_launch,
        numlir_simt_passed, numlir_simt_schedule,
    },
    sort::{numlir_argsort, numlir_argsort_rows, numlir_sort, numlir_sort_rows, numlir_sort_to},
    stack::numlir_stack_exhausted,
    string::{
        numlir_str_case, numlir_str_chr, numlir_str_compare, numlir_str_concat, numlir_str_count, numlir_str_equal,
        numlir_str_find, numlir_str_is, numlir_str_is_float, numlir_str_is_int, numlir_str_join, numlir_str_lines,
        numlir_str_of_c128, numlir_str_of_date, numlir_str_of_f32, numlir_str_of_f64, numlir_str_of_i64,
        numlir_str_of_u64, numlir_str_ord, numlir_str_repeat, numlir_str_replace, numlir_str_repr, numlir_str_retyped,
        numlir_str_rfind, numlir_str_slice, numlir_str_split, numlir_str_strip, numlir_str_to_float, numlir_str_to_int,
    },
};

/// Everything that compiled code may call: the runtime's own functions, libm's in double (`exp`) and single
/// (`expf`) precision, and what LLVM calls by itself. A name occurs once.
pub fn symbols() -> Vec<(&'static str, *const ())> {
    let mut symbols = pure();
    symbols.extend(effectful());
    symbols.extend(super::linear::symbols());
    symbols.extend(super::random::symbols());
    symbols.extend(UNARY.iter().map(|(name, function)| (*name, *function as *const ())));
    symbols.extend(UNARY_SINGLE.iter().map(|(name, function)| (*name, *function as *const ())));
    symbols
}

/// The names of those that only compute a value from values, so that calls may be moved, merged and dropped.
/// `errno` and `signgam`, which some of libm's set, count as nothing: nobody reads them.
pub fn pure_functions() -> &'static FxHashSet<&'static str> {
    static NAMES: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    NAMES.get_or_init(|| pure().into_iter().map(|(name, _)| name).collect())
}

/// Defines a function that lists functions: first ours, then those of the C libraries. Of the latter only
/// addresses are taken here, so their signatures do not matter.
macro_rules! list {
    ($name:ident: $($ours:ident)*; $($foreign:ident)*) => {
        fn $name() -> Vec<(&'static str, *const ())> {
            unsafe extern "C" { $(fn $foreign();)* }
            vec![
                $((stringify!($ours), $ours as *const ()),)*
                $((stringify!($foreign), $foreign as *const ()),)*
            ]
        }
    };
}

list! {
    pure:
    numlir_pow_i64 numlir_pow_u64 numlir_powmod_i64 numlir_gcd_i64 numlir_gcd_u64 numlir_lcm_i64 numlir_lcm_u64
    numlir_isqrt_i64 numlir_factorial_i64 numlir_perm_i64 numlir_comb_i64
    numlir_floordiv_f64 numlir_floordiv_f32 numlir_mod_f64 numlir_mod_f32
    numlir_round_f64 numlir_round_f32 numlir_ulp_f64;

    acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp2 exp10 expm1 fabs fdim floor
    fma fmax fmin fmod hypot ilogb j0 j1 jn ldexp lgamma llrint llround log log10 log1p log2 logb lrint lround
    nearbyint nextafter pow remainder rint round roundeven scalbln scalbn sin sinh sqrt tan tanh tgamma trunc
    y0 y1 yn

    acosf acoshf asinf asinhf atanf atan2f atanhf cbrtf ceilf copysignf cosf coshf erff erfcf expf exp2f exp10f expm1f
    fabsf fdimf floorf fmaf fmaxf fminf fmodf hypotf ilogbf j0f j1f jnf ldexpf lgammaf llrintf llroundf logf
    log10f log1pf log2f logbf lrintf lroundf nearbyintf nextafterf powf remainderf rintf roundf
    roundevenf scalblnf scalbnf sinf sinhf sqrtf tanf tanhf tgammaf truncf y0f y1f ynf

    __divti3 __modti3 __udivti3 __umodti3 __multi3 __floattidf __floatuntidf __floattisf __floatuntisf
    __fixdfti __fixunsdfti __fixsfti __fixunssfti __powidf2 __powisf2
    __extendhfsf2 __truncsfhf2 __truncdfhf2
}

list! {
    effectful:
    numlir_stack_exhausted numlir_allocate numlir_allocate_zeroed numlir_retain numlir_release
    numlir_frame numlir_clear_frames numlir_note_value
    numlir_error_catch numlir_error_status numlir_error_raise numlir_error_cause numlir_error_without_cause
    numlir_error_text numlir_error_repr numlir_print numlir_array_text numlir_object_call
    numlir_format_i64 numlir_format_u64 numlir_format_f64 numlir_format_str
    numlir_shadow_access numlir_shadow_enter numlir_shadow_iteration numlir_shadow_leave numlir_shadow_line
    numlir_chunksize numlir_set_chunksize numlir_set_thread_count numlir_thread_limit
    numlir_parallel_band numlir_parallel_bands numlir_parallel_chunks numlir_parallel_run numlir_thread_id numlir_thread_count
    numlir_float_errors numlir_float_errors_since
    numlir_device_run numlir_simt_grid numlir_simt_launch numlir_simt_exchange numlir_simt_schedule numlir_simt_passed numlir_simt_access
    numlir_simt_fail
    numlir_argument_none numlir_argument_bool numlir_argument_int numlir_argument_unsigned numlir_argument_float
    numlir_argument_complex numlir_argument_bytes numlir_argument_str numlir_argument_open numlir_argument_close
    numlir_count_true numlir_select numlir_select_all numlir_selection_room numlir_select_places numlir_select_rows
    numlir_place numlir_take numlir_take_inside numlir_first_outside numlir_reach
    numlir_search numlir_sort numlir_sort_rows numlir_sort_to numlir_argsort numlir_argsort_rows
    numlir_set_new numlir_set_add_held numlir_set_has_held numlir_set_remove_held
    numlir_set_add numlir_set_has numlir_set_remove numlir_set_drop_last numlir_set_clear
    numlir_set_copy numlir_set_update numlir_set_filter numlir_set_within
    numlir_hash_str numlir_hash_text numlir_instance_new numlir_same numlir_generator_resume numlir_function_failed
    numlir_module_left
    numlir_error_elsewhere
    numlir_list_new numlir_list_grow numlir_list_slice numlir_list_concat numlir_list_repeat numlir_list_extend
    numlir_list_open numlir_list_close numlir_list_delete numlir_list_assign numlir_list_clear numlir_list_reverse
    numlir_list_sort
    numlir_str_concat numlir_str_repeat numlir_str_slice numlir_str_compare numlir_str_equal numlir_str_find
    numlir_str_rfind numlir_str_count numlir_str_replace numlir_str_case numlir_str_is numlir_str_strip
    numlir_str_split numlir_str_lines numlir_str_join numlir_str_ord numlir_str_chr numlir_str_of_i64
    numlir_str_of_u64 numlir_str_of_f64 numlir_str_of_f32 numlir_str_of_c128 numlir_str_of_date numlir_str_repr numlir_str_is_int
    numlir_str_to_int numlir_str_is_float numlir_str_to_float numlir_str_retyped
    numlir_bytes_at numlir_bytes_has numlir_bytes_repr numlir_bytes_case numlir_bytes_is numlir_bytes_decode numlir_bytes_of
    numlir_bytes_lines numlir_str_encode numlir_chars_read numlir_chars_write
    numlir_abs_c128 numlir_abs_c64 numlir_div_c128 numlir_div_c64 numlir_pow_c128 numlir_pow_c64;

    frexp modf remquo sincos frexpf modff remquof sincosf
    memcpy memmove memset memcmp bcmp malloc calloc realloc aligned_alloc free abort
    __muloti4
}
