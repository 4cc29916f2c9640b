// pass: fuse-maps
//
// Of arrays that were made for the type of what is computed from them nothing is left.
func.func @f(%n: i64) -> i64 {
  %a = nd.create (%n) : !nd.array<f64, 1, "C">
  %b = nd.map (%n) (%a) {
  ^bb0(%x: f64):
    %y = arith.addf %x, %x : f64
    nd.yield %y : f64
  } : (!nd.array<f64, 1, "C">) -> !nd.array<f64, 1, "C">
  return %n : i64
}
