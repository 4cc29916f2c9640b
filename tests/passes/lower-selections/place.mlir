// pass: lower-selections
//
// As many values as the mask selects go to their places; of others there may be one for all.
!V = !nd.array<f64, 1, "C">
!W = !nd.array<f64, 2, "C">
!M = !nd.array<i1, 2, "C">
func.func @as_many(%a: !W, %m: !M, %v: !V) {
  %n = nd.dim %v, 0 : !V
  nd.place (%n) %v into %a where %m : !V, !W, !M
  return
}
func.func @perhaps_one(%a: !W, %m: !M, %v: !V, %n: i64) {
  nd.place (%n) %v into %a where %m : !V, !W, !M
  return
}
