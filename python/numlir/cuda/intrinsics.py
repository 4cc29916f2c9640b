"""What kernels call. The compiler knows these objects by their names; outside of kernels they mean nothing."""

import sys
from types import ModuleType

_NAMES = {
    "numlir.cuda": """
        grid gridsize laneid syncthreads syncthreads_count syncthreads_and syncthreads_or syncwarp shfl_sync shfl_up_sync
        shfl_down_sync shfl_xor_sync all_sync any_sync eq_sync ballot_sync match_any_sync match_all_sync activemask
        lanemask_lt threadfence threadfence_block threadfence_system nanosleep popc clz ffs brev fma cbrt selp
    """,
    "numlir.cuda.threadIdx": "x y z",
    "numlir.cuda.blockIdx": "x y z",
    "numlir.cuda.blockDim": "x y z",
    "numlir.cuda.gridDim": "x y z",
    "numlir.cuda.shared": "array",
    "numlir.cuda.local": "array",
    "numlir.cuda.const": "array_like",
    "numlir.cuda.atomic": "add sub max min nanmax nanmin and_ or_ xor exch inc dec cas compare_and_swap",
    "numlir.cuda.cg": "this_grid",
    # Library functions: library/numlir.cuda.fp16, library/numlir.cuda.libdevice.
    "numlir.cuda.fp16": """
        hadd hsub hmul hdiv hfma hneg habs heq hne hge hgt hle hlt hmax hmin hsin hcos hlog hlog2 hlog10 hexp hexp2
        hexp10 hsqrt hrsqrt hrcp hceil hfloor htrunc hrint
    """,
    "numlir.cuda.libdevice": """
        acos acosf acosh acoshf asin asinf asinh asinhf atan atanf atanh atanhf cbrt cbrtf ceil ceilf cos cosf cosh
        coshf erf erff erfc erfcf exp expf exp2 exp2f expm1 expm1f fabs fabsf floor floorf lgamma lgammaf log logf
        log10 log10f log1p log1pf log2 log2f rint rintf nearbyint nearbyintf sin sinf sinh sinhf sqrt sqrtf tan tanf
        tanh tanhf tgamma tgammaf trunc truncf atan2 atan2f copysign copysignf fmax fmaxf fmin fminf fmod fmodf
        hypot hypotf nextafter nextafterf pow powf exp10 fma rsqrt rcbrt fdim sinpi cospi ldexp round exp10f fmaf
        rsqrtf rcbrtf fdimf sinpif cospif ldexpf roundf fast_sinf fast_cosf fast_tanf fast_expf fast_exp10f
        fast_log10f fast_log2f fast_logf fast_powf fast_fdividef dadd_rn fadd_rn dsub_rn fsub_rn dmul_rn fmul_rn
        ddiv_rn fdiv_rn dsqrt_rn fsqrt_rn drcp_rn frcp_rn abs llabs min max llmin llmax umin umax ullmin ullmax clz
        clzll popc popcll ffs ffsll brev brevll mulhi umulhi isnand isnanf isinfd isinff isfinited finitef
        double2int_rz double2ll_rz float2int_rz float2ll_rz int2double_rn int2float_rn ll2double_rn ll2float_rn
        double2float_rn dadd_rd dadd_ru dadd_rz fadd_rd fadd_ru fadd_rz fsub_rd fsub_ru fsub_rz dmul_rd dmul_ru
        dmul_rz fmul_rd fmul_ru fmul_rz ddiv_rd ddiv_ru ddiv_rz fdiv_rd fdiv_ru fdiv_rz dsqrt_rd dsqrt_ru dsqrt_rz
        fsqrt_rd fsqrt_ru fsqrt_rz drcp_rd drcp_ru drcp_rz frcp_rd frcp_ru frcp_rz double2int_rd double2int_ru
        double2int_rn double2uint_rd double2uint_ru double2uint_rn double2uint_rz double2ll_rd double2ll_ru
        double2ll_rn double2ull_rd double2ull_ru double2ull_rn double2ull_rz float2int_rd float2int_ru float2int_rn
        float2uint_rd float2uint_ru float2uint_rn float2uint_rz float2ll_rd float2ll_ru float2ll_rn float2ull_rd
        float2ull_ru float2ull_rn float2ull_rz int2float_rd int2float_ru int2float_rz uint2double_rn uint2float_rn
        uint2float_rd uint2float_ru uint2float_rz ll2double_rd ll2double_ru ll2double_rz ll2float_rd ll2float_ru
        ll2float_rz ull2double_rn ull2double_rd ull2double_ru ull2double_rz ull2float_rn ull2float_rd ull2float_ru
        ull2float_rz double2float_rd double2float_ru double2float_rz double_as_longlong longlong_as_double
        float_as_int int_as_float double2hiint double2loint hiloint2double signbitd signbitf remainder remainderf
        powi powif scalbn scalbnf llrint llrintf llround llroundf frexp frexpf modf modff sincos sincosf
        fast_sincosf sincospi sincospif normcdf normcdff saturatef fma_rn fmaf_rn frsqrt_rn sad usad hadd rhadd
        uhadd urhadd mul24 umul24 umul64hi mul64hi byte_perm erfinv erfinvf erfcinv erfcinvf normcdfinv normcdfinvf erfcx
        erfcxf ilogb ilogbf logb logbf remquo remquof float2half_rn half2float fma_rd fma_ru fma_rz fmaf_rd fmaf_ru
        fmaf_rz j0 j0f j1 j1f jn jnf y0 y0f y1 y1f yn ynf cyl_bessel_i0 cyl_bessel_i0f cyl_bessel_i1 cyl_bessel_i1f
    """,
}


class Intrinsic:
    """A function or a value of the threads of a kernel."""

    def __init__(self, module, name):
        self.__module__ = module
        self.__name__ = self.__qualname__ = name

    def __call__(self, *arguments, **keywords):
        raise RuntimeError(f"{self!r} has a meaning only in functions that are compiled for CUDA")

    def __repr__(self):
        return f"{self.__module__.removeprefix('numlir.')}.{self.__name__}"


def install(package):
    """Puts all of them into the package, those of a kind into modules of their own."""
    for path, names in _NAMES.items():
        module = package
        if path != package.__name__:
            module = ModuleType(path, f"What kernels call as ``{path.removeprefix('numlir.')}``.")
            sys.modules[path] = module
            setattr(package, path.rpartition(".")[2], module)
        for name in names.split():
            setattr(module, name, Intrinsic(path, name))
