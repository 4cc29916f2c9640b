// pass: nd-to-llvm
//
// A row with any stride, and a transposed matrix: data moves on, extents and strides are given.
func.func @row(%a: !nd.array<f64, 2, "A">, %offset: i64, %n: i64, %stride: i64) -> !nd.array<f64, 1, "A"> attributes {numlir.name = "row"} {
  %row = nd.view %a[%offset] (%n) (%stride) : !nd.array<f64, 2, "A"> -> !nd.array<f64, 1, "A">
  return %row : !nd.array<f64, 1, "A">
}

func.func @transposed(%a: !nd.array<f64, 2, "C">) -> !nd.array<f64, 2, "F"> attributes {numlir.name = "transposed"} {
  %zero = arith.constant 0 : i64
  %m = nd.dim %a, 0 : !nd.array<f64, 2, "C">
  %n = nd.dim %a, 1 : !nd.array<f64, 2, "C">
  %t = nd.view %a[%zero] (%n, %m) () : !nd.array<f64, 2, "C"> -> !nd.array<f64, 2, "F">
  return %t : !nd.array<f64, 2, "F">
}
