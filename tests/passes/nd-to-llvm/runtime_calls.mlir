// pass: nd-to-llvm
//
// Calls of the runtime: arrays go as the addresses of their data.
func.func @f(%a: !nd.array<f64, 2, "A">, %n: i64, %x: f64) -> i64 attributes {numlir.name = "f"} {
  nd.call_c "numlir_random_fill_normal"(%n, %x, %x, %a, %n) : (i64, f64, f64, !nd.array<f64, 2, "A">, i64) -> ()
  %status = nd.call_c "numlir_lapack_inv"(%n, %a) : (i64, !nd.array<f64, 2, "A">) -> i64
  return %status : i64
}
