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
// Nor of empty ones that a number was put into; those that may be too large, or not, are made all the same.
func.func @filled(%n: i64, %value: f64) -> i64 {
  %zero = arith.constant 0 : i64
  %a = nd.create (%zero) : !nd.array<f64, 1, "C">
  nd.fill %value, %a : f64, !nd.array<f64, 1, "C">
  %b = nd.map (%zero) (%a) {
  ^bb0(%x: f64):
    %y = arith.addf %x, %x : f64
    nd.yield %y : f64
  } : (!nd.array<f64, 1, "C">) -> !nd.array<f64, 1, "C">
  %c = nd.create (%n) : !nd.array<f64, 1, "C">
  nd.fill %value, %c : f64, !nd.array<f64, 1, "C">
  return %n : i64
}
