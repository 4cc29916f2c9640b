// pass: lower-selections
//
// The runtime says whether a position is outside, and writes the elements at others to a fresh array.
!V = !nd.array<f32, 1, "C">
!I = !nd.array<si64, 1, "C">
func.func @f(%a: !V, %p: !I) -> (!V, i64) {
  %n = nd.dim %p, 0 : !I
  %l = nd.dim %a, 0 : !V
  %h = nd.reach %p : !I
  %o = nd.first_outside %p of %l reaching %h : !I
  %t = nd.take (%n) %a at %p : !V, !I -> !V
  return %t, %o : !V, i64
}
