// pass: lower-reduce
//
// The largest of few rows of few places: what a column combines to stays in a register.
!M = !nd.array<f64, 3, "C">
func.func @f(%a: !M) -> !nd.array<f64, 2, "C"> {
  %p = nd.dim %a, 0 : !M
  %m = nd.dim %a, 1 : !M
  %n = nd.dim %a, 2 : !M
  %s = nd.reduce "max" axes [1] (%p, %m, %n) (%a) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!M) -> !nd.array<f64, 2, "C">
  return %s : !nd.array<f64, 2, "C">
}
