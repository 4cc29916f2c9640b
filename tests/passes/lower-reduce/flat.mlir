// pass: lower-reduce
//
// All axes of contiguous arrays of one shape are one axis, in the order of Fortran too; an unsigned minimum.
!M = !nd.array<ui8, 3, "F">
func.func @f(%a: !M) -> i8 {
  %m = nd.dim %a, 0 : !M
  %n = nd.dim %a, 1 : !M
  %k = nd.dim %a, 2 : !M
  %s = nd.reduce "min" axes [0, 1, 2] (%m, %n, %k) (%a) {
  ^bb0(%x: i8):
    nd.yield %x : i8
  } {unsigned} : (!M) -> i8
  return %s : i8
}
