// pass: nd-to-llvm
//
// Blocks that are not reached go; frozen arrays are symbols of the loader's.
func.func @f(%c: i1) -> f64 attributes {numlir.name = "f"} {
  %one = arith.constant 1 : i64
  %t = nd.frozen "numlir.frozen.0" [2, 3] [24, 8] : !nd.array<f64, 2, "C">
  %x = nd.load %t[%one, %one] : !nd.array<f64, 2, "C"> -> f64
  return %x : f64
^dead(%q: !nd.array<f64, 2, "C">):
  %y = nd.load %q[%one, %one] : !nd.array<f64, 2, "C"> -> f64
  nd.store %y, %t[%one, %one] : f64, !nd.array<f64, 2, "C">
  cf.br ^dead(%t : !nd.array<f64, 2, "C">)
}
