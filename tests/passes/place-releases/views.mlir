// pass: place-releases
//
// Views borrow: the array lives as long as they do, and a view that is handed over is retained first.
func.func @f(%n: i64, %c: i1, %m: !nd.array<f64, 2, "C">) -> !nd.array<f64, 1, "C"> {
  %fresh = nd.create (%n, %n) : !nd.array<f64, 2, "C">
  %either = arith.select %c, %fresh, %m : !nd.array<f64, 2, "C">
  %row = nd.select %either[%n] : !nd.array<f64, 2, "C"> -> !nd.array<f64, 1, "C">
  %v = nd.load %row[%n] : !nd.array<f64, 1, "C"> -> f64
  nd.store %v, %row[%n] : f64, !nd.array<f64, 1, "C">
  return %row : !nd.array<f64, 1, "C">
}
