// pass: prove-indices
//
// An index that is certainly negative is added to the extent once; where it is outside, the error names it as written.
func.func @f(%a: !nd.array<f64, 1, "C">) -> f64 {
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %last = arith.constant -1 : i64
  %i = nd.index %last of %n wrap check
  %x = nd.load %a[%i] : !nd.array<f64, 1, "C"> -> f64
  return %x : f64
}
