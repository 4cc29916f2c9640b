// pass: nd-to-llvm
//
// Elements by layout: C and F by a linear index, any strides by bytes; a bool is a byte; what is not aligned says so.
func.func @f(%c: !nd.array<f64, 2, "C">, %f: !nd.array<f32, 2, "F">, %a: !nd.array<si64, 2, "A">,
             %b: !nd.array<i1, 1, "C">, %u: !nd.array<f64, 1, "C", 2>, %i: i64, %j: i64) attributes {numlir.name = "f"} {
  %x = nd.load %c[%i, %j] : !nd.array<f64, 2, "C"> -> f64
  %y = nd.load %f[%i, %j] : !nd.array<f32, 2, "F"> -> f32
  %z = nd.load %a[%i, %j] : !nd.array<si64, 2, "A"> -> i64
  %t = nd.load %b[%i] : !nd.array<i1, 1, "C"> -> i1
  nd.store %x, %u[%j] : f64, !nd.array<f64, 1, "C", 2>
  nd.store %t, %b[%j] : i1, !nd.array<i1, 1, "C">
  return
}
