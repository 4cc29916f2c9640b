// pass: lower-maps
//
// Whether any position counts from the end is asked once: there are loops with that question at each place, and loops without.
!V = !nd.array<f64, 1, "C">
!I = !nd.array<si64, 1, "C">
func.func @taken(%a: !V, %p: !I, %n: i64, %l: i64, %any: i1) -> !V {
  %zero = arith.constant 0 : i64
  %t = nd.map (%n) (%p) {
  ^bb0(%i: i64):
    %c = arith.cmpi slt, %i, %zero : i64
    %w = arith.addi %i, %l : i64
    %k = arith.select %c, %w, %i : i64
    %j = arith.select %any, %k, %i : i64
    %x = nd.load %a[%j] : !V -> f64
    %y = arith.addf %x, %x : f64
    nd.yield %y : f64
  } : (!I) -> !V
  return %t : !V
}
