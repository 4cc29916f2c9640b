// pass: lower-selections
//
// Rows that a mask selects are moved by the runtime, which writes nothing behind them.
!A = !nd.array<f64, 3, "C">
!M = !nd.array<i1, 1, "C">
func.func @rows(%a: !A, %m: !M) -> !A {
  %n = nd.count_true %m : !M
  %s = nd.compress (%n) %a where %m : !A, !M -> !A
  return %s : !A
}
