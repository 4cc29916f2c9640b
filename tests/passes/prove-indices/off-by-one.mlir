// pass: prove-indices
// options: version=false
//
// for i in range(n): a[i+1], a[i-1]: not in range at the ends.
func.func @f(%a: !nd.array<f64, 1, "C">, %x: f64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i64
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %u = arith.index_cast %n : i64 to index
  scf.for %k = %c0 to %u step %c1 {
    %i = arith.index_cast %k : index to i64
    %im = arith.subi %i, %one : i64
    %ip = arith.addi %i, %one : i64
    %p = nd.index %im of %n wrap check
    nd.store %x, %a[%p] : f64, !nd.array<f64, 1, "C">
    %q = nd.index %ip of %n wrap check
    nd.store %x, %a[%q] : f64, !nd.array<f64, 1, "C">
  }
  return
}
