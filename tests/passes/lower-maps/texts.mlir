// pass: lower-maps
//
// The texts of shapes that do not fit; of what is known to fit there is nothing.
func.func @f(%m: i64, %n: i64, %k: i64) -> (i64, i64, i64, i64, i64) {
  %one = arith.constant 1 : i64
  %a, %b = nd.broadcast [2, 1] (%m, %n, %k) : i64, i64
  %c = nd.broadcast [1, 1] (%m, %n) into "out" : i64
  %d = nd.broadcast [1, 2] (%m, %n, %k) into "assign" : i64
  %e = nd.broadcast [1, 1, 0] (%m, %one) : i64
  return %a, %b, %c, %d, %e : i64, i64, i64, i64, i64
}
