// pass: lower-selections
//
// The runtime writes what is selected to a fresh array with room for more, of which the result is a view.
!V = !nd.array<f32, 1, "C">
!M = !nd.array<i1, 1, "C">
func.func @f(%a: !V, %m: !M) -> !V {
  %n = nd.count_true %m : !M
  %t = nd.compress (%n) %a where %m : !V, !M -> !V
  return %t : !V
}
