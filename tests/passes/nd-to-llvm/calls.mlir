// pass: nd-to-llvm
//
// Calls that may fail, calls of C's functions, and complex numbers through pointers.
func.func private @exp(f64) -> f64 attributes {numlir.c, numlir.pure}
func.func private @numlir_pow_c128(complex<f64>, complex<f64>) -> complex<f64>
    attributes {numlir.c, numlir.pure, numlir.by_pointer}
func.func private @numlir_abs_c64(complex<f32>) -> f32 attributes {numlir.c, numlir.pure, numlir.by_pointer}
func.func @g(%z: complex<f64>) -> (complex<f64>, i64) attributes {numlir.name = "g"} {
  %status, %w, %k = nd.try_call @g(%z) : (complex<f64>) -> (i32, complex<f64>, i64)
  %zero = arith.constant 0 : i32
  %site = arith.constant 1 : i32
  %failed = arith.cmpi ne, %status, %zero : i32
  cf.cond_br %failed, ^fail, ^on
^on:
  %p = func.call @numlir_pow_c128(%w, %z) : (complex<f64>, complex<f64>) -> complex<f64>
  %re = complex.re %p : complex<f64>
  %e = func.call @exp(%re) : (f64) -> f64
  %s = complex.constant [1.0 : f32, 2.0 : f32] : complex<f32>
  %abs = func.call @numlir_abs_c64(%s) : (complex<f32>) -> f32
  %q = complex.create %e, %re : complex<f64>
  return %q, %k : complex<f64>, i64
^fail:
  nd.note_frame %site
  nd.fail %status
}
