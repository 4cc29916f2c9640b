// pass: nd-to-llvm
//
// Making, filling, counting. A size that overflows becomes one that nobody can give.
func.func @f(%n: i64, %x: f64) attributes {numlir.name = "f"} {
  %three = arith.constant 3 : i64
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1 : i32
  %failed, %a = nd.try_create zeroed (%n, %three, %n) : !nd.array<f64, 3, "C">
  cf.cond_br %failed, ^fail(%one : i32), ^on(%a : !nd.array<f64, 3, "C">)
^on(%b: !nd.array<f64, 3, "C">):
  nd.fill %x, %b : f64, !nd.array<f64, 3, "C">
  nd.fill %zero, %b : f64, !nd.array<f64, 3, "C">
  nd.retain %b : !nd.array<f64, 3, "C">
  nd.release %b : !nd.array<f64, 3, "C">
  return
^fail(%status: i32):
  nd.fail %status
}
