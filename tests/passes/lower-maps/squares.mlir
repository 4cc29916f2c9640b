// pass: lower-maps
//
// Arrays of both orders meet on squares of eight by eight places: columns of eight are read and turned.
!C = !nd.array<f64, 2, "C">
!F = !nd.array<f64, 2, "F">
func.func @sum(%a: !C, %b: !F, %m: i64, %n: i64) -> !C {
  %c = nd.map (%m, %n) (%a, %b) {
  ^bb0(%x: f64, %y: f64):
    %s = arith.addf %x, %y : f64
    nd.yield %s : f64
  } : (!C, !F) -> !C
  return %c : !C
}
