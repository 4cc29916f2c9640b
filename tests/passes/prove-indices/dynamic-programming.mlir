// pass: prove-indices
//
// d = empty((n + 1, m + 1)); for i in range(1, n + 1): for j in range(1, m + 1): d[i-1, j], d[i, j-1], s[i-1], t[j-1]
func.func @f(%s: !nd.array<f64, 1, "C">, %t: !nd.array<f64, 1, "C">) -> !nd.array<f64, 2, "C"> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i64
  %n = nd.dim %s, 0 : !nd.array<f64, 1, "C">
  %w = nd.dim %t, 0 : !nd.array<f64, 1, "C">
  %n1 = arith.addi %n, %one : i64
  %w1 = arith.addi %w, %one : i64
  %d = nd.create (%n1, %w1) : !nd.array<f64, 2, "C">
  %n1b = arith.addi %n, %one : i64
  %w1b = arith.addi %w, %one : i64
  %nu = arith.index_cast %n1b : i64 to index
  %wu = arith.index_cast %w1b : i64 to index
  scf.for %k = %c1 to %nu step %c1 {
    %i = arith.index_cast %k : index to i64
    scf.for %l = %c1 to %wu step %c1 {
      %j = arith.index_cast %l : index to i64
      %d0 = nd.dim %d, 0 : !nd.array<f64, 2, "C">
      %d1 = nd.dim %d, 1 : !nd.array<f64, 2, "C">
      %im = arith.subi %i, %one : i64
      %jm = arith.subi %j, %one : i64
      %p = nd.index %im of %d0 wrap check
      %q = nd.index %j of %d1 wrap check
      %x = nd.load %d[%p, %q] : !nd.array<f64, 2, "C"> -> f64
      %p2 = nd.index %i of %d0 wrap check
      %q2 = nd.index %jm of %d1 wrap check
      %y = nd.load %d[%p2, %q2] : !nd.array<f64, 2, "C"> -> f64
      %p3 = nd.index %im of %n wrap check
      %z = nd.load %s[%p3] : !nd.array<f64, 1, "C"> -> f64
      %q3 = nd.index %jm of %w wrap check
      %v = nd.load %t[%q3] : !nd.array<f64, 1, "C"> -> f64
      %a1 = arith.addf %x, %y : f64
      %a2 = arith.addf %z, %v : f64
      %a3 = arith.addf %a1, %a2 : f64
      nd.store %a3, %d[%p2, %q] : f64, !nd.array<f64, 2, "C">
    }
  }
  return %d : !nd.array<f64, 2, "C">
}
