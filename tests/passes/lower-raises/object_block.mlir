// pass: lower-raises
//
// A block in object mode may fail, although it has no body yet; a function of C's does not.
func.func private @"numlir.object.0.00"(i64) -> i64 attributes {numlir.object_block = "numlir.object.0", numlir.object_types = "00"}
func.func private @numlir_gcd_i64(i64, i64) -> i64 attributes {numlir.c, numlir.pure}
func.func @f(%n: i64) -> i64 attributes {numlir.name = "f"} {
  %m = func.call @"numlir.object.0.00"(%n) : (i64) -> i64
  %g = func.call @numlir_gcd_i64(%m, %n) : (i64, i64) -> i64
  return %g : i64
}
