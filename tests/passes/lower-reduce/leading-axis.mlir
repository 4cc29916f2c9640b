// pass: lower-reduce
//
// The first axis of C order: rows are added to a row of the result.
!M = !nd.array<si64, 2, "C">
func.func @f(%a: !M) -> !nd.array<si64, 1, "C"> {
  %m = nd.dim %a, 0 : !M
  %n = nd.dim %a, 1 : !M
  %s = nd.reduce "add" axes [0] (%m, %n) (%a) {
  ^bb0(%x: i64):
    nd.yield %x : i64
  } : (!M) -> !nd.array<si64, 1, "C">
  return %s : !nd.array<si64, 1, "C">
}
