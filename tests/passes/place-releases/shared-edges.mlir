// pass: place-releases
//
// Edges to one block that need the same share a block: both errors below find the same arrays alive.
func.func @f(%n: i64, %bad: i1, %worse: i1) -> i64 {
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %x = nd.create (%n) : !nd.array<f64, 1, "C">
  %y = nd.create (%n) : !nd.array<i1, 1, "C">
  cf.cond_br %bad, ^fail(%one : i32), ^on
^on:
  cf.cond_br %worse, ^fail(%two : i32), ^use
^use:
  %v = nd.load %x[%n] : !nd.array<f64, 1, "C"> -> f64
  %w = nd.load %y[%n] : !nd.array<i1, 1, "C"> -> i1
  return %n : i64
^fail(%status: i32):
  nd.fail %status
}
