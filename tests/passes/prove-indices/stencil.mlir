// pass: prove-indices
//
// for i in range(1, n - 1): b[i] = a[i-1] + a[i+1], where n = len(a) = len(b) by a check
func.func @f(%a: !nd.array<f64, 1, "C">, %b: !nd.array<f64, 1, "C">) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i64
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %e = nd.dim %b, 0 : !nd.array<f64, 1, "C">
  %differ = arith.cmpi ne, %n, %e : i64
  nd.raise_if %differ "ValueError" ["shapes differ"]
  %n1 = arith.subi %n, %one : i64
  %u = arith.index_cast %n1 : i64 to index
  scf.for %k = %c1 to %u step %c1 {
    %i = arith.index_cast %k : index to i64
    %im = arith.subi %i, %one : i64
    %ip = arith.addi %i, %one : i64
    %p = nd.index %im of %n wrap check
    %x = nd.load %a[%p] : !nd.array<f64, 1, "C"> -> f64
    %q = nd.index %ip of %n wrap check
    %y = nd.load %a[%q] : !nd.array<f64, 1, "C"> -> f64
    %z = arith.addf %x, %y : f64
    %r = nd.index %i of %e wrap check
    nd.store %z, %b[%r] : f64, !nd.array<f64, 1, "C">
  }
  return
}
