// pass: lower-raises
//
// A function with a body may fail; one of C's may not. Arrays that a call gives go on as a block's arguments.
func.func private @exp(f64) -> f64 attributes {numlir.c, numlir.pure}
func.func @g(%x: f64, %a: !nd.array<f64, 1, "C">) -> (f64, !nd.array<f64, 1, "C">) attributes {numlir.name = "g"} {
  return %x, %a : f64, !nd.array<f64, 1, "C">
}
func.func @f(%x: f64, %a: !nd.array<f64, 1, "C">) -> (f64, !nd.array<f64, 1, "C">) attributes {numlir.name = "f"} {
  %e = func.call @exp(%x) : (f64) -> f64
  %y, %b = func.call @g(%e, %a) : (f64, !nd.array<f64, 1, "C">) -> (f64, !nd.array<f64, 1, "C">) loc("f.py":7:1 to :5)
  %z, %c = func.call @g(%y, %b) : (f64, !nd.array<f64, 1, "C">) -> (f64, !nd.array<f64, 1, "C">) loc("f.py":8:1 to :5)
  return %z, %c : f64, !nd.array<f64, 1, "C">
}
