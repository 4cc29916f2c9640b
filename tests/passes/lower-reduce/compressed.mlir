// pass: lower-reduce
//
// Blocks of the selected elements of two arrays come to the stack by the same mask, and from there into the pairwise sum.
!V = !nd.array<f64, 1, "C">
!M = !nd.array<i1, 1, "C">
func.func @f(%a: !V, %b: !V, %m: !M, %n: i64, %c: f64) -> f64 {
  %s = nd.reduce_compressed "add" (%n) where %m (%a, %c, %b) {
  ^bb0(%x: f64, %y: f64, %z: f64):
    %p = arith.mulf %x, %z : f64
    %q = arith.addf %p, %y : f64
    nd.yield %q : f64
  } : !M, (!V, f64, !V) -> f64
  return %s : f64
}
