// pass: lower-reduce
//
// Two axes with strides: in the order of C, or of Fortran where that is the one without gaps.
!M = !nd.array<si32, 2, "A">
func.func @f(%a: !M) -> !nd.array<si32, 1, "C"> {
  %m = nd.dim %a, 0 : !M
  %n = nd.dim %a, 1 : !M
  %s = nd.reduce "xor" axes [1] (%m, %n) (%a) {
  ^bb0(%x: i32):
    nd.yield %x : i32
  } : (!M) -> !nd.array<si32, 1, "C">
  return %s : !nd.array<si32, 1, "C">
}
