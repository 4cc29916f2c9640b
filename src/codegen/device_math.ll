; What the runtime's helpers (src/runtime/math) are on devices, for one floating-point type: FLOAT is its name, BITS its
; width, PAIR the width of a complex number of it, SUFFIX what libdevice's functions of it end with, and KIND what those of linear algebra do.

declare FLOAT @__nv_fmodSUFFIX(FLOAT, FLOAT)
declare FLOAT @__nv_hypotSUFFIX(FLOAT, FLOAT)
declare FLOAT @llvm.copysign.fBITS(FLOAT, FLOAT)
declare FLOAT @llvm.floor.fBITS(FLOAT)
declare FLOAT @llvm.fabs.fBITS(FLOAT)

define linkonce_odr FLOAT @numlir_mod_fBITS(FLOAT %left, FLOAT %right) {
  %remainder = call FLOAT @__nv_fmodSUFFIX(FLOAT %left, FLOAT %right)
  %is_zero = fcmp oeq FLOAT %remainder, 0.0
  %zero = call FLOAT @llvm.copysign.fBITS(FLOAT 0.0, FLOAT %right)
  %is_negative = fcmp olt FLOAT %right, 0.0
  %is_below = fcmp olt FLOAT %remainder, 0.0
  %differs = xor i1 %is_negative, %is_below
  %moved = fadd FLOAT %remainder, %right
  %signed = select i1 %differs, FLOAT %moved, FLOAT %remainder
  %result = select i1 %is_zero, FLOAT %zero, FLOAT %signed
  ret FLOAT %result
}

define linkonce_odr FLOAT @numlir_floordiv_fBITS(FLOAT %left, FLOAT %right) {
  %true_quotient = fdiv FLOAT %left, %right
  %by_zero = fcmp oeq FLOAT %right, 0.0
  %remainder = call FLOAT @__nv_fmodSUFFIX(FLOAT %left, FLOAT %right)
  %rest = fsub FLOAT %left, %remainder
  %whole = fdiv FLOAT %rest, %right
  %is_inexact = fcmp une FLOAT %remainder, 0.0
  %is_negative = fcmp olt FLOAT %right, 0.0
  %is_below = fcmp olt FLOAT %remainder, 0.0
  %differs = xor i1 %is_negative, %is_below
  %goes_down = and i1 %is_inexact, %differs
  %lower = fsub FLOAT %whole, 1.0
  %quotient = select i1 %goes_down, FLOAT %lower, FLOAT %whole
  %is_zero = fcmp oeq FLOAT %quotient, 0.0
  %zero = call FLOAT @llvm.copysign.fBITS(FLOAT 0.0, FLOAT %true_quotient)
  %floor = call FLOAT @llvm.floor.fBITS(FLOAT %quotient)
  %gap = fsub FLOAT %quotient, %floor
  %rounds_up = fcmp ogt FLOAT %gap, 0.5
  %next = fadd FLOAT %floor, 1.0
  %rounded = select i1 %rounds_up, FLOAT %next, FLOAT %floor
  %result = select i1 %is_zero, FLOAT %zero, FLOAT %rounded
  %answer = select i1 %by_zero, FLOAT %true_quotient, FLOAT %result
  ret FLOAT %answer
}

define linkonce_odr FLOAT @numlir_abs_cPAIR(ptr %value) {
  %imaginary_place = getelementptr FLOAT, ptr %value, i64 1
  %real = load FLOAT, ptr %value
  %imaginary = load FLOAT, ptr %imaginary_place
  %size = call FLOAT @__nv_hypotSUFFIX(FLOAT %real, FLOAT %imaginary)
  ret FLOAT %size
}

; Smith's division: the part of the divisor that is larger divides the other.
define linkonce_odr void @numlir_div_cPAIR(ptr %left, ptr %right, ptr %result) {
  %left_imaginary_place = getelementptr FLOAT, ptr %left, i64 1
  %right_imaginary_place = getelementptr FLOAT, ptr %right, i64 1
  %result_imaginary_place = getelementptr FLOAT, ptr %result, i64 1
  %a = load FLOAT, ptr %left
  %b = load FLOAT, ptr %left_imaginary_place
  %c = load FLOAT, ptr %right
  %d = load FLOAT, ptr %right_imaginary_place
  %c_size = call FLOAT @llvm.fabs.fBITS(FLOAT %c)
  %d_size = call FLOAT @llvm.fabs.fBITS(FLOAT %d)
  %real_is_larger = fcmp oge FLOAT %c_size, %d_size
  %larger = select i1 %real_is_larger, FLOAT %c, FLOAT %d
  %smaller = select i1 %real_is_larger, FLOAT %d, FLOAT %c
  %ratio = fdiv FLOAT %smaller, %larger
  %product = fmul FLOAT %smaller, %ratio
  %denominator = fadd FLOAT %larger, %product
  %first = select i1 %real_is_larger, FLOAT %a, FLOAT %b
  %second = select i1 %real_is_larger, FLOAT %b, FLOAT %a
  %second_scaled = fmul FLOAT %second, %ratio
  %real_sum = fadd FLOAT %first, %second_scaled
  %real_quotient = fdiv FLOAT %real_sum, %denominator
  %first_scaled = fmul FLOAT %first, %ratio
  %difference = fsub FLOAT %second, %first_scaled
  %opposite = fsub FLOAT %first_scaled, %second
  %imaginary_sum = select i1 %real_is_larger, FLOAT %difference, FLOAT %opposite
  %imaginary_quotient = fdiv FLOAT %imaginary_sum, %denominator
  %size = select i1 %real_is_larger, FLOAT %c_size, FLOAT %d_size
  %by_zero = fcmp oeq FLOAT %size, 0.0
  %a_by_zero = fdiv FLOAT %a, %c_size
  %b_by_zero = fdiv FLOAT %b, %c_size
  %real = select i1 %by_zero, FLOAT %a_by_zero, FLOAT %real_quotient
  %imaginary = select i1 %by_zero, FLOAT %b_by_zero, FLOAT %imaginary_quotient
  store FLOAT %real, ptr %result
  store FLOAT %imaginary, ptr %result_imaginary_place
  ret void
}

; The product of two vectors, whose elements are so many bytes apart.
define linkonce_odr FLOAT @numlir_blas_dotKIND(i64 %count, ptr %left, i64 %left_stride, ptr %right, i64 %right_stride) {
enter:
  %is_empty = icmp sle i64 %count, 0
  br i1 %is_empty, label %done, label %next

next:
  %left_at = phi ptr [ %left, %enter ], [ %left_next, %next ]
  %right_at = phi ptr [ %right, %enter ], [ %right_next, %next ]
  %rest = phi i64 [ %count, %enter ], [ %less, %next ]
  %sum = phi FLOAT [ 0.0, %enter ], [ %new_sum, %next ]
  %one = load FLOAT, ptr %left_at
  %other = load FLOAT, ptr %right_at
  %product = fmul FLOAT %one, %other
  %new_sum = fadd FLOAT %sum, %product
  %left_next = getelementptr i8, ptr %left_at, i64 %left_stride
  %right_next = getelementptr i8, ptr %right_at, i64 %right_stride
  %less = sub i64 %rest, 1
  %is_last = icmp eq i64 %less, 0
  br i1 %is_last, label %done, label %next

done:
  %result = phi FLOAT [ 0.0, %enter ], [ %new_sum, %next ]
  ret FLOAT %result
}
