// pass: prove-indices
// options: version=false
//
// for i in range(s, m): a[i + 2] and range(m + 1) for arguments: m + 1 and i + 2 may overflow, i + 1 may not.
func.func @f(%a: !nd.array<f64, 1, "C">, %s: i64, %m: i64, %x: f64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i64
  %two = arith.constant 2 : i64
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %m1 = arith.addi %m, %one : i64
  %u = arith.index_cast %m1 : i64 to index
  %fits = arith.cmpi slt, %m, %n : i64
  scf.if %fits {
    scf.for %k = %c0 to %u step %c1 {
      %i = arith.index_cast %k : index to i64
      %p = nd.index %i of %n wrap check
      nd.store %x, %a[%p] : f64, !nd.array<f64, 1, "C">
    }
  }
  %v = arith.index_cast %m : i64 to index
  scf.for %k = %c0 to %v step %c1 {
    %i = arith.index_cast %k : index to i64
    %i1 = arith.addi %i, %one : i64
    %i2 = arith.addi %i, %two : i64
    %p = nd.index %i1 of %n wrap check
    nd.store %x, %a[%p] : f64, !nd.array<f64, 1, "C">
    %q = nd.index %i2 of %n wrap check
    nd.store %x, %a[%q] : f64, !nd.array<f64, 1, "C">
  }
  return
}
