; Functions of complex numbers (src/runtime/math/complex.rs) on devices, for one floating-point type; the words in capitals are
; those of device_math.ll. Numbers come and go by address, the real part first.

declare FLOAT @__nv_atan2SUFFIX(FLOAT, FLOAT)
declare FLOAT @__nv_cosSUFFIX(FLOAT)
declare FLOAT @__nv_coshSUFFIX(FLOAT)
declare FLOAT @__nv_expSUFFIX(FLOAT)
declare FLOAT @__nv_hypotSUFFIX(FLOAT, FLOAT)
declare FLOAT @__nv_logSUFFIX(FLOAT)
declare FLOAT @__nv_log1pSUFFIX(FLOAT)
declare FLOAT @__nv_sinSUFFIX(FLOAT)
declare FLOAT @__nv_sinhSUFFIX(FLOAT)
declare FLOAT @__nv_tanSUFFIX(FLOAT)
declare FLOAT @llvm.copysign.fBITS(FLOAT, FLOAT)
declare FLOAT @llvm.fabs.fBITS(FLOAT)
declare FLOAT @llvm.maxnum.fBITS(FLOAT, FLOAT)
declare FLOAT @llvm.minnum.fBITS(FLOAT, FLOAT)
declare FLOAT @llvm.sqrt.fBITS(FLOAT)

define internal void @numlir_give_cPAIR(ptr %result, FLOAT %real, FLOAT %imaginary) alwaysinline {
  %imaginary_place = getelementptr FLOAT, ptr %result, i64 1
  store FLOAT %real, ptr %result
  store FLOAT %imaginary, ptr %imaginary_place
  ret void
}

define linkonce_odr void @numlir_exp_cPAIR(ptr %value, ptr %result) {
  %imaginary_place = getelementptr FLOAT, ptr %value, i64 1
  %real = load FLOAT, ptr %value
  %imaginary = load FLOAT, ptr %imaginary_place
  %size = call FLOAT @__nv_expSUFFIX(FLOAT %real)
  %cosine = call FLOAT @__nv_cosSUFFIX(FLOAT %imaginary)
  %sine = call FLOAT @__nv_sinSUFFIX(FLOAT %imaginary)
  %along = fmul FLOAT %size, %cosine
  %turned = fmul FLOAT %size, %sine
  ; An infinite size times a sine of zero is no number.
  %is_real = fcmp oeq FLOAT %imaginary, 0.0
  %first = select i1 %is_real, FLOAT %size, FLOAT %along
  %second = select i1 %is_real, FLOAT %imaginary, FLOAT %turned
  call void @numlir_give_cPAIR(ptr %result, FLOAT %first, FLOAT %second)
  ret void
}

; Near the unit circle the size is almost 1, and what it is more is known better than its logarithm.
define linkonce_odr void @numlir_log_cPAIR(ptr %value, ptr %result) {
  %imaginary_place = getelementptr FLOAT, ptr %value, i64 1
  %real = load FLOAT, ptr %value
  %imaginary = load FLOAT, ptr %imaginary_place
  %angle = call FLOAT @__nv_atan2SUFFIX(FLOAT %imaginary, FLOAT %real)
  %size = call FLOAT @__nv_hypotSUFFIX(FLOAT %real, FLOAT %imaginary)
  %plain = call FLOAT @__nv_logSUFFIX(FLOAT %size)
  %one = call FLOAT @llvm.fabs.fBITS(FLOAT %real)
  %other = call FLOAT @llvm.fabs.fBITS(FLOAT %imaginary)
  %larger = call FLOAT @llvm.maxnum.fBITS(FLOAT %one, FLOAT %other)
  %smaller = call FLOAT @llvm.minnum.fBITS(FLOAT %one, FLOAT %other)
  %less = fsub FLOAT %larger, 1.0
  %more = fadd FLOAT %larger, 1.0
  %product = fmul FLOAT %less, %more
  %square = fmul FLOAT %smaller, %smaller
  %rest = fadd FLOAT %product, %square
  %double = call FLOAT @__nv_log1pSUFFIX(FLOAT %rest)
  %close = fmul FLOAT %double, 0.5
  %not_small = fcmp ogt FLOAT %size, 0.5
  %not_large = fcmp olt FLOAT %size, 2.0
  %is_near = and i1 %not_small, %not_large
  %logarithm = select i1 %is_near, FLOAT %close, FLOAT %plain
  call void @numlir_give_cPAIR(ptr %result, FLOAT %logarithm, FLOAT %angle)
  ret void
}

define linkonce_odr void @numlir_sqrt_cPAIR(ptr %value, ptr %result) {
  %imaginary_place = getelementptr FLOAT, ptr %value, i64 1
  %real = load FLOAT, ptr %value
  %imaginary = load FLOAT, ptr %imaginary_place
  ; Halves, so that their sum is finite.
  %half_real = fmul FLOAT %real, 0.5
  %half_imaginary = fmul FLOAT %imaginary, 0.5
  %half_size = call FLOAT @__nv_hypotSUFFIX(FLOAT %half_real, FLOAT %half_imaginary)
  %size = call FLOAT @llvm.fabs.fBITS(FLOAT %half_real)
  %sum = fadd FLOAT %size, %half_size
  %root = call FLOAT @llvm.sqrt.fBITS(FLOAT %sum)
  %other = fdiv FLOAT %half_imaginary, %root
  %other_size = call FLOAT @llvm.fabs.fBITS(FLOAT %other)
  %root_signed = call FLOAT @llvm.copysign.fBITS(FLOAT %root, FLOAT %imaginary)
  %is_left = fcmp olt FLOAT %real, 0.0
  %first = select i1 %is_left, FLOAT %other_size, FLOAT %root
  %second = select i1 %is_left, FLOAT %root_signed, FLOAT %other
  %is_zero = fcmp oeq FLOAT %sum, 0.0
  %real_root = select i1 %is_zero, FLOAT 0.0, FLOAT %first
  %imaginary_root = select i1 %is_zero, FLOAT %imaginary, FLOAT %second
  call void @numlir_give_cPAIR(ptr %result, FLOAT %real_root, FLOAT %imaginary_root)
  ret void
}

define linkonce_odr void @numlir_sinh_cPAIR(ptr %value, ptr %result) {
  %imaginary_place = getelementptr FLOAT, ptr %value, i64 1
  %real = load FLOAT, ptr %value
  %imaginary = load FLOAT, ptr %imaginary_place
  %odd = call FLOAT @__nv_sinhSUFFIX(FLOAT %real)
  %even = call FLOAT @__nv_coshSUFFIX(FLOAT %real)
  %cosine = call FLOAT @__nv_cosSUFFIX(FLOAT %imaginary)
  %sine = call FLOAT @__nv_sinSUFFIX(FLOAT %imaginary)
  %first = fmul FLOAT %odd, %cosine
  %second = fmul FLOAT %even, %sine
  call void @numlir_give_cPAIR(ptr %result, FLOAT %first, FLOAT %second)
  ret void
}

define linkonce_odr void @numlir_cosh_cPAIR(ptr %value, ptr %result) {
  %imaginary_place = getelementptr FLOAT, ptr %value, i64 1
  %real = load FLOAT, ptr %value
  %imaginary = load FLOAT, ptr %imaginary_place
  %odd = call FLOAT @__nv_sinhSUFFIX(FLOAT %real)
  %even = call FLOAT @__nv_coshSUFFIX(FLOAT %real)
  %cosine = call FLOAT @__nv_cosSUFFIX(FLOAT %imaginary)
  %sine = call FLOAT @__nv_sinSUFFIX(FLOAT %imaginary)
  %first = fmul FLOAT %even, %cosine
  %second = fmul FLOAT %odd, %sine
  call void @numlir_give_cPAIR(ptr %result, FLOAT %first, FLOAT %second)
  ret void
}

; With t = tan y, s = sinh x and b = 1 + t * t: tanh(x + iy) = (b * s * sqrt(1 + s * s) + it) / (1 + b * s * s), after Kahan. Where x is
; large, the real part is 1 and the imaginary one vanishes as exp(-2x) does.
define linkonce_odr void @numlir_tanh_cPAIR(ptr %value, ptr %result) {
  %imaginary_place = getelementptr FLOAT, ptr %value, i64 1
  %real = load FLOAT, ptr %value
  %imaginary = load FLOAT, ptr %imaginary_place
  %tangent = call FLOAT @__nv_tanSUFFIX(FLOAT %imaginary)
  %odd = call FLOAT @__nv_sinhSUFFIX(FLOAT %real)
  %tangent_square = fmul FLOAT %tangent, %tangent
  %beta = fadd FLOAT %tangent_square, 1.0
  %odd_square = fmul FLOAT %odd, %odd
  %even_square = fadd FLOAT %odd_square, 1.0
  %even = call FLOAT @llvm.sqrt.fBITS(FLOAT %even_square)
  %scaled = fmul FLOAT %beta, %odd_square
  %below = fadd FLOAT %scaled, 1.0
  %product = fmul FLOAT %even, %odd
  %above = fmul FLOAT %beta, %product
  %near_real = fdiv FLOAT %above, %below
  %near_imaginary = fdiv FLOAT %tangent, %below
  %size = call FLOAT @llvm.fabs.fBITS(FLOAT %real)
  %side = call FLOAT @llvm.copysign.fBITS(FLOAT 1.0, FLOAT %real)
  %twice = fmul FLOAT %size, -2.0
  %vanishing = call FLOAT @__nv_expSUFFIX(FLOAT %twice)
  %cosine = call FLOAT @__nv_cosSUFFIX(FLOAT %imaginary)
  %sine = call FLOAT @__nv_sinSUFFIX(FLOAT %imaginary)
  %both = fmul FLOAT %sine, %cosine
  %four = fmul FLOAT %both, 4.0
  %far_imaginary = fmul FLOAT %four, %vanishing
  %is_far = fcmp ogt FLOAT %size, 22.0
  %first = select i1 %is_far, FLOAT %side, FLOAT %near_real
  %second = select i1 %is_far, FLOAT %far_imaginary, FLOAT %near_imaginary
  call void @numlir_give_cPAIR(ptr %result, FLOAT %first, FLOAT %second)
  ret void
}

; f(z) for a function of z times i: sin z = -i sinh iz, cos z = cosh iz, tan z = -i tanh iz.
define internal void @numlir_turn_cPAIR(ptr %value, ptr %result) alwaysinline {
  %imaginary_place = getelementptr FLOAT, ptr %value, i64 1
  %real = load FLOAT, ptr %value
  %imaginary = load FLOAT, ptr %imaginary_place
  %first = fneg FLOAT %imaginary
  call void @numlir_give_cPAIR(ptr %result, FLOAT %first, FLOAT %real)
  ret void
}

define internal void @numlir_turn_back_cPAIR(ptr %value, ptr %result) alwaysinline {
  %imaginary_place = getelementptr FLOAT, ptr %value, i64 1
  %real = load FLOAT, ptr %value
  %imaginary = load FLOAT, ptr %imaginary_place
  %second = fneg FLOAT %real
  call void @numlir_give_cPAIR(ptr %result, FLOAT %imaginary, FLOAT %second)
  ret void
}

define linkonce_odr void @numlir_sin_cPAIR(ptr %value, ptr %result) {
  %turned = alloca FLOAT, i64 2
  call void @numlir_turn_cPAIR(ptr %value, ptr %turned)
  call void @numlir_sinh_cPAIR(ptr %turned, ptr %turned)
  call void @numlir_turn_back_cPAIR(ptr %turned, ptr %result)
  ret void
}

define linkonce_odr void @numlir_cos_cPAIR(ptr %value, ptr %result) {
  %turned = alloca FLOAT, i64 2
  call void @numlir_turn_cPAIR(ptr %value, ptr %turned)
  call void @numlir_cosh_cPAIR(ptr %turned, ptr %result)
  ret void
}

define linkonce_odr void @numlir_tan_cPAIR(ptr %value, ptr %result) {
  %turned = alloca FLOAT, i64 2
  call void @numlir_turn_cPAIR(ptr %value, ptr %turned)
  call void @numlir_tanh_cPAIR(ptr %turned, ptr %turned)
  call void @numlir_turn_back_cPAIR(ptr %turned, ptr %result)
  ret void
}

; The inverse functions, and powers: the parts of the result are functions of the parts (library/numlir.cuda.math).

declare FLOAT @__nl_cacos_realSUFFIX(FLOAT, FLOAT)
declare FLOAT @__nl_cacos_imaginarySUFFIX(FLOAT, FLOAT)

define linkonce_odr void @numlir_acos_cPAIR(ptr %value, ptr %result) {
  %imaginary_place = getelementptr FLOAT, ptr %value, i64 1
  %real = load FLOAT, ptr %value
  %imaginary = load FLOAT, ptr %imaginary_place
  %first = call FLOAT @__nl_cacos_realSUFFIX(FLOAT %real, FLOAT %imaginary)
  %second = call FLOAT @__nl_cacos_imaginarySUFFIX(FLOAT %real, FLOAT %imaginary)
  call void @numlir_give_cPAIR(ptr %result, FLOAT %first, FLOAT %second)
  ret void
}

declare FLOAT @__nl_cacosh_realSUFFIX(FLOAT, FLOAT)
declare FLOAT @__nl_cacosh_imaginarySUFFIX(FLOAT, FLOAT)

define linkonce_odr void @numlir_acosh_cPAIR(ptr %value, ptr %result) {
  %imaginary_place = getelementptr FLOAT, ptr %value, i64 1
  %real = load FLOAT, ptr %value
  %imaginary = load FLOAT, ptr %imaginary_place
  %first = call FLOAT @__nl_cacosh_realSUFFIX(FLOAT %real, FLOAT %imaginary)
  %second = call FLOAT @__nl_cacosh_imaginarySUFFIX(FLOAT %real, FLOAT %imaginary)
  call void @numlir_give_cPAIR(ptr %result, FLOAT %first, FLOAT %second)
  ret void
}

declare FLOAT @__nl_casin_realSUFFIX(FLOAT, FLOAT)
declare FLOAT @__nl_casin_imaginarySUFFIX(FLOAT, FLOAT)

define linkonce_odr void @numlir_asin_cPAIR(ptr %value, ptr %result) {
  %imaginary_place = getelementptr FLOAT, ptr %value, i64 1
  %real = load FLOAT, ptr %value
  %imaginary = load FLOAT, ptr %imaginary_place
  %first = call FLOAT @__nl_casin_realSUFFIX(FLOAT %real, FLOAT %imaginary)
  %second = call FLOAT @__nl_casin_imaginarySUFFIX(FLOAT %real, FLOAT %imaginary)
  call void @numlir_give_cPAIR(ptr %result, FLOAT %first, FLOAT %second)
  ret void
}

declare FLOAT @__nl_casinh_realSUFFIX(FLOAT, FLOAT)
declare FLOAT @__nl_casinh_imaginarySUFFIX(FLOAT, FLOAT)

define linkonce_odr void @numlir_asinh_cPAIR(ptr %value, ptr %result) {
  %imaginary_place = getelementptr FLOAT, ptr %value, i64 1
  %real = load FLOAT, ptr %value
  %imaginary = load FLOAT, ptr %imaginary_place
  %first = call FLOAT @__nl_casinh_realSUFFIX(FLOAT %real, FLOAT %imaginary)
  %second = call FLOAT @__nl_casinh_imaginarySUFFIX(FLOAT %real, FLOAT %imaginary)
  call void @numlir_give_cPAIR(ptr %result, FLOAT %first, FLOAT %second)
  ret void
}

declare FLOAT @__nl_catan_realSUFFIX(FLOAT, FLOAT)
declare FLOAT @__nl_catan_imaginarySUFFIX(FLOAT, FLOAT)

define linkonce_odr void @numlir_atan_cPAIR(ptr %value, ptr %result) {
  %imaginary_place = getelementptr FLOAT, ptr %value, i64 1
  %real = load FLOAT, ptr %value
  %imaginary = load FLOAT, ptr %imaginary_place
  %first = call FLOAT @__nl_catan_realSUFFIX(FLOAT %real, FLOAT %imaginary)
  %second = call FLOAT @__nl_catan_imaginarySUFFIX(FLOAT %real, FLOAT %imaginary)
  call void @numlir_give_cPAIR(ptr %result, FLOAT %first, FLOAT %second)
  ret void
}

declare FLOAT @__nl_catanh_realSUFFIX(FLOAT, FLOAT)
declare FLOAT @__nl_catanh_imaginarySUFFIX(FLOAT, FLOAT)

define linkonce_odr void @numlir_atanh_cPAIR(ptr %value, ptr %result) {
  %imaginary_place = getelementptr FLOAT, ptr %value, i64 1
  %real = load FLOAT, ptr %value
  %imaginary = load FLOAT, ptr %imaginary_place
  %first = call FLOAT @__nl_catanh_realSUFFIX(FLOAT %real, FLOAT %imaginary)
  %second = call FLOAT @__nl_catanh_imaginarySUFFIX(FLOAT %real, FLOAT %imaginary)
  call void @numlir_give_cPAIR(ptr %result, FLOAT %first, FLOAT %second)
  ret void
}

declare FLOAT @__nl_cpow_realSUFFIX(FLOAT, FLOAT, FLOAT, FLOAT)
declare FLOAT @__nl_cpow_imaginarySUFFIX(FLOAT, FLOAT, FLOAT, FLOAT)

define linkonce_odr void @numlir_pow_cPAIR(ptr %base, ptr %exponent, ptr %result) {
  %base_place = getelementptr FLOAT, ptr %base, i64 1
  %exponent_place = getelementptr FLOAT, ptr %exponent, i64 1
  %x = load FLOAT, ptr %base
  %y = load FLOAT, ptr %base_place
  %u = load FLOAT, ptr %exponent
  %v = load FLOAT, ptr %exponent_place
  %first = call FLOAT @__nl_cpow_realSUFFIX(FLOAT %x, FLOAT %y, FLOAT %u, FLOAT %v)
  %second = call FLOAT @__nl_cpow_imaginarySUFFIX(FLOAT %x, FLOAT %y, FLOAT %u, FLOAT %v)
  call void @numlir_give_cPAIR(ptr %result, FLOAT %first, FLOAT %second)
  ret void
}
