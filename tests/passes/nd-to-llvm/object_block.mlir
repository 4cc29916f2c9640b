// pass: nd-to-llvm
//
// A block in object mode becomes a function that passes slots to the host.
func.func private @"numlir.object.0.00"(!nd.array<f64, 1, "A">, i1, complex<f64>) -> (!nd.array<f64, 1, "C">, i64)
    attributes {numlir.object_block = "numlir.object.0", numlir.object_types = "00"}
func.func @f(%a: !nd.array<f64, 1, "A">, %b: i1, %z: complex<f64>) -> i64 attributes {numlir.name = "f"} {
  %status, %c, %n = nd.try_call @"numlir.object.0.00"(%a, %b, %z)
      : (!nd.array<f64, 1, "A">, i1, complex<f64>) -> (i32, !nd.array<f64, 1, "C">, i64)
  %zero = arith.constant 0 : i32
  %failed = arith.cmpi ne, %status, %zero : i32
  cf.cond_br %failed, ^fail, ^on
^on:
  nd.release %c : !nd.array<f64, 1, "C">
  return %n : i64
^fail:
  nd.fail %status
}
