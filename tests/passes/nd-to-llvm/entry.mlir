// pass: nd-to-llvm
//
// The wrapper: each kind of argument and of result in its slots.
func.func @f(%a: !nd.array<f64, 2, "A">, %b: i1, %z: complex<f32>, %w: complex<f64>, %n: i32)
    -> (!nd.array<f64, 2, "C">, i1, complex<f32>, complex<f64>, i32) attributes {numlir.entry, numlir.name = "f"} {
  %u = nd.undef : !nd.array<f64, 2, "C">
  return %u, %b, %z, %w, %n : !nd.array<f64, 2, "C">, i1, complex<f32>, complex<f64>, i32
}
func.func @nothing() attributes {numlir.entry, numlir.name = "nothing"} {
  return
}
