// pass: lower-reduce
//
// Rows with gaps between them are summed as one, as many at once as NumPy's buffer holds: by way of a buffer where they end.
!M = !nd.array<f64, 2, "A">
func.func @f(%a: !M) -> f64 {
  %m = nd.dim %a, 0 : !M
  %n = nd.dim %a, 1 : !M
  %s = nd.reduce "add" axes [0, 1] (%m, %n) (%a) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!M) -> f64
  return %s : f64
}
