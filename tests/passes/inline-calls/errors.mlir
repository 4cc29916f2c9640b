// pass: inline-calls
// What may raise does so at the place of the call.
func.func private @checked(%a: !nd.array<f64, 1, "C">, %i: i64) -> f64 attributes {numlir.library} {
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %bad = arith.cmpi sge, %i, %n : i64
  nd.raise_if %bad "ValueError" ["{} is not below {}"](%i, %n)
  %x = nd.load %a[%i] : !nd.array<f64, 1, "C"> -> f64
  return %x : f64
}
func.func @f(%a: !nd.array<f64, 1, "C">, %i: i64, %c: i1) -> f64 {
  %zero = arith.constant 0.0 : f64
  %r = scf.if %c -> (f64) {
    %x = func.call @checked(%a, %i) : (!nd.array<f64, 1, "C">, i64) -> f64
    scf.yield %x : f64
  } else {
    scf.yield %zero : f64
  }
  return %r : f64
}
