// pass: fuse-maps
//
// Rows that a mask selects go into the reduction over them: all rows are gone over, and those that are not selected change nothing. A single
// column is summed pairwise, which is asked where it is not known.
!A = !nd.array<f64, 2, "C">
!B = !nd.array<f64, 3, "C">
!V = !nd.array<f64, 1, "C">
!M = !nd.array<i1, 1, "C">
func.func @largest(%a: !A, %m: !M) -> !V {
  %k = nd.dim %a, 1 : !A
  %n = nd.count_true %m : !M
  %t = nd.compress (%n) %a where %m : !A, !M -> !A
  %s = nd.reduce "max" axes [0] (%n, %k) (%t) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!A) -> !V
  return %s : !V
}
func.func @sum_of_squares(%a: !A, %m: !M) -> !V {
  %k = nd.dim %a, 1 : !A
  %n = nd.count_true %m : !M
  %t = nd.compress (%n) %a where %m : !A, !M -> !A
  %s = nd.reduce "add" axes [0] (%n, %k) (%t) {
  ^bb0(%x: f64):
    %y = arith.mulf %x, %x : f64
    nd.yield %y : f64
  } : (!A) -> !V
  return %s : !V
}
func.func @of_three(%a: !B, %m: !M) -> !A {
  %k = nd.dim %a, 1 : !B
  %l = nd.dim %a, 2 : !B
  %n = nd.count_true %m : !M
  %t = nd.compress (%n) %a where %m : !B, !M -> !B
  %s = nd.reduce "min" axes [0] (%n, %k, %l) (%t) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!B) -> !A
  return %s : !A
}
// Along the other axis there are only the rows that are selected, and what is read twice stays.
func.func @stays(%a: !A, %m: !M) -> (!V, !V) {
  %k = nd.dim %a, 1 : !A
  %n = nd.count_true %m : !M
  %t = nd.compress (%n) %a where %m : !A, !M -> !A
  %s = nd.reduce "max" axes [1] (%n, %k) (%t) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!A) -> !V
  %r = nd.reduce "max" axes [0] (%n, %k) (%t) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!A) -> !V
  return %s, %r : !V, !V
}
