// pass: place-releases
//
// The example of the pass: the last use, an error that finds the array alive, a borrowed result.
func.func @f(%a: !nd.array<f64, 1, "C">, %n: i64, %bad: i1) -> !nd.array<f64, 1, "C"> {
  %one = arith.constant 1 : i32
  %failed, %x = nd.try_create (%n) : !nd.array<f64, 1, "C">
  cf.cond_br %failed, ^fail(%one : i32), ^on(%x : !nd.array<f64, 1, "C">)
^on(%b: !nd.array<f64, 1, "C">):
  %two = arith.constant 2 : i32
  cf.cond_br %bad, ^fail(%two : i32), ^use
^use:
  %v = nd.load %b[%n] : !nd.array<f64, 1, "C"> -> f64
  nd.store %v, %a[%n] : f64, !nd.array<f64, 1, "C">
  return %a : !nd.array<f64, 1, "C">
^fail(%status: i32):
  nd.fail %status
}
