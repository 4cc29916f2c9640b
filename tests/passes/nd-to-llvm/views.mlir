// pass: nd-to-llvm
//
// Views and sizes: strides are computed where the type of the view needs them.
func.func @f(%c: !nd.array<f64, 3, "C">, %f: !nd.array<f64, 2, "F">, %i: i64)
    -> (!nd.array<f64, 2, "C">, !nd.array<f64, 1, "A">, !nd.array<f64, 3, "A">, i64, i64) attributes {numlir.name = "f"} {
  %plane = nd.select %c[%i] : !nd.array<f64, 3, "C"> -> !nd.array<f64, 2, "C">
  %row = nd.select %f[%i] : !nd.array<f64, 2, "F"> -> !nd.array<f64, 1, "A">
  %any = nd.relayout %c : !nd.array<f64, 3, "C"> to !nd.array<f64, 3, "A">
  %stride = nd.stride %c, 0 : !nd.array<f64, 3, "C">
  %extent = nd.dim %c, 1 : !nd.array<f64, 3, "C">
  return %plane, %row, %any, %stride, %extent
      : !nd.array<f64, 2, "C">, !nd.array<f64, 1, "A">, !nd.array<f64, 3, "A">, i64, i64
}
