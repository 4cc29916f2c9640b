; What the runtime's helpers for integers (src/runtime/math/integer.rs) are on devices.

define linkonce_odr i64 @numlir_pow_u64(i64 %base, i64 %exponent) {
enter:
  br label %next

next:
  %power = phi i64 [ 1, %enter ], [ %new_power, %step ]
  %square = phi i64 [ %base, %enter ], [ %new_square, %step ]
  %left = phi i64 [ %exponent, %enter ], [ %new_left, %step ]
  %is_done = icmp eq i64 %left, 0
  br i1 %is_done, label %done, label %step

step:
  %bit = and i64 %left, 1
  %is_set = icmp ne i64 %bit, 0
  %product = mul i64 %power, %square
  %new_power = select i1 %is_set, i64 %product, i64 %power
  %new_square = mul i64 %square, %square
  %new_left = lshr i64 %left, 1
  br label %next

done:
  ret i64 %power
}

; A negative exponent gives 0 unless the base is 1 or -1.
define linkonce_odr i64 @numlir_pow_i64(i64 %base, i64 %exponent) {
  %power = call i64 @numlir_pow_u64(i64 %base, i64 %exponent)
  %is_negative = icmp slt i64 %exponent, 0
  %is_one = icmp eq i64 %base, 1
  %is_minus_one = icmp eq i64 %base, -1
  %is_odd = trunc i64 %exponent to i1
  %sign = select i1 %is_odd, i64 -1, i64 1
  %of_minus_one = select i1 %is_minus_one, i64 %sign, i64 0
  %inverse = select i1 %is_one, i64 1, i64 %of_minus_one
  %small = select i1 %is_negative, i64 %inverse, i64 %power
  ret i64 %small
}

define linkonce_odr i64 @numlir_gcd_u64(i64 %left, i64 %right) {
enter:
  br label %next

next:
  %a = phi i64 [ %left, %enter ], [ %b, %step ]
  %b = phi i64 [ %right, %enter ], [ %rest, %step ]
  %is_done = icmp eq i64 %b, 0
  br i1 %is_done, label %done, label %step

step:
  %rest = urem i64 %a, %b
  br label %next

done:
  ret i64 %a
}

declare i64 @llvm.abs.i64(i64, i1)

define linkonce_odr i64 @numlir_gcd_i64(i64 %left, i64 %right) {
  %a = call i64 @llvm.abs.i64(i64 %left, i1 false)
  %b = call i64 @llvm.abs.i64(i64 %right, i1 false)
  %divisor = call i64 @numlir_gcd_u64(i64 %a, i64 %b)
  ret i64 %divisor
}
