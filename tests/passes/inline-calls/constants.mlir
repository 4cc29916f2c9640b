// pass: inline-calls
// What conditions on types leave behind does not count: a function of little else than constants is copied to several places.
func.func private @twice(%x: f64) -> f64 attributes {numlir.library} {
  %c0 = arith.constant true
  %c1 = arith.constant true
  %d1 = arith.xori %c1, %c0 : i1
  %c2 = arith.constant true
  %c3 = arith.constant true
  %d3 = arith.xori %c3, %c2 : i1
  %c4 = arith.constant true
  %c5 = arith.constant true
  %d5 = arith.xori %c5, %c4 : i1
  %c6 = arith.constant true
  %c7 = arith.constant true
  %d7 = arith.xori %c7, %c6 : i1
  %c8 = arith.constant true
  %c9 = arith.constant true
  %d9 = arith.xori %c9, %c8 : i1
  %c10 = arith.constant true
  %c11 = arith.constant true
  %d11 = arith.xori %c11, %c10 : i1
  %c12 = arith.constant true
  %c13 = arith.constant true
  %d13 = arith.xori %c13, %c12 : i1
  %c14 = arith.constant true
  %c15 = arith.constant true
  %d15 = arith.xori %c15, %c14 : i1
  %c16 = arith.constant true
  %c17 = arith.constant true
  %d17 = arith.xori %c17, %c16 : i1
  %c18 = arith.constant true
  %c19 = arith.constant true
  %d19 = arith.xori %c19, %c18 : i1
  %c20 = arith.constant true
  %c21 = arith.constant true
  %d21 = arith.xori %c21, %c20 : i1
  %c22 = arith.constant true
  %c23 = arith.constant true
  %d23 = arith.xori %c23, %c22 : i1
  %c24 = arith.constant true
  %c25 = arith.constant true
  %d25 = arith.xori %c25, %c24 : i1
  %c26 = arith.constant true
  %c27 = arith.constant true
  %d27 = arith.xori %c27, %c26 : i1
  %c28 = arith.constant true
  %c29 = arith.constant true
  %d29 = arith.xori %c29, %c28 : i1
  %c30 = arith.constant true
  %c31 = arith.constant true
  %d31 = arith.xori %c31, %c30 : i1
  %e16 = arith.constant 16 : i64
  %e17 = arith.constant 17 : i64
  %e18 = arith.constant 18 : i64
  %e19 = arith.constant 19 : i64
  %e20 = arith.constant 20 : i64
  %e21 = arith.constant 21 : i64
  %e22 = arith.constant 22 : i64
  %e23 = arith.constant 23 : i64
  %e24 = arith.constant 24 : i64
  %e25 = arith.constant 25 : i64
  %e26 = arith.constant 26 : i64
  %e27 = arith.constant 27 : i64
  %e28 = arith.constant 28 : i64
  %e29 = arith.constant 29 : i64
  %e30 = arith.constant 30 : i64
  %e31 = arith.constant 31 : i64
  %r = arith.addf %x, %x : f64
  return %r : f64
}
func.func @f(%x: f64) -> f64 {
  %y = call @twice(%x) : (f64) -> f64
  %z = call @twice(%y) : (f64) -> f64
  return %z : f64
}
