// pass: lower-reduce
//
// Whether any element is true: not all are looked at where one decides.
!M = !nd.array<i1, 1, "C">
func.func @f(%a: !M) -> i1 {
  %n = nd.dim %a, 0 : !M
  %s = nd.reduce "or" axes [0] (%n) (%a) {
  ^bb0(%x: i1):
    nd.yield %x : i1
  } : (!M) -> i1
  return %s : i1
}
