// pass: lower-reduce
//
// Many rows of few places: eight rows at once, each in a lane, and a loop over the places where there are fewer rows.
func.func @f(%a: !nd.array<i64, 2, "C">) -> !nd.array<i64, 1, "C"> {
  %m = nd.dim %a, 0 : !nd.array<i64, 2, "C">
  %n = nd.dim %a, 1 : !nd.array<i64, 2, "C">
  %s = nd.reduce "max" axes [1] (%m, %n) (%a) {
  ^bb0(%x: i64):
    nd.yield %x : i64
  } : (!nd.array<i64, 2, "C">) -> !nd.array<i64, 1, "C">
  return %s : !nd.array<i64, 1, "C">
}
