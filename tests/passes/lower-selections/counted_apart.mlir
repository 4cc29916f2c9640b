// pass: lower-selections
//
// Where a count is asked for before the selection, it is taken alone.
!V = !nd.array<f64, 1, "C">
!M = !nd.array<i1, 1, "C">
func.func @f(%a: !V, %m: !M) -> (!V, i64) {
  %n = nd.count_true %m : !M
  %one = arith.constant 1 : i64
  %more = arith.addi %n, %one : i64
  %t = nd.compress (%n) %a where %m : !V, !M -> !V
  return %t, %more : !V, i64
}
