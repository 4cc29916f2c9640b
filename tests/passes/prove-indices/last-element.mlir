// pass: prove-indices
//
// a[-1]: the wrap is an addition, the check stays.
func.func @f(%a: !nd.array<f64, 1, "C">) -> f64 {
  %minus = arith.constant -1 : i64
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %p = nd.index %minus of %n wrap check
  %x = nd.load %a[%p] : !nd.array<f64, 1, "C"> -> f64
  return %x : f64
}
