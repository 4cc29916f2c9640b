// pass: lower-reduce
//
// Pairwise summation: eight accumulators in a vector, halves on an explicit stack.
func.func @f(%a: !nd.array<f64, 1, "C">) -> f64 {
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %s = nd.reduce "add" axes [0] (%n) (%a) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!nd.array<f64, 1, "C">) -> f64
  return %s : f64
}
