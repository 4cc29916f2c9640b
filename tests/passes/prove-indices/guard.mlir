// pass: prove-indices
//
// for i in range(len(a)):
//     if i > 0: a[i-1] = x
//     else: a[i] = x
func.func @f(%a: !nd.array<f64, 1, "C">, %x: f64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %u = arith.index_cast %n : i64 to index
  scf.for %k = %c0 to %u step %c1 {
    %i = arith.index_cast %k : index to i64
    %c = arith.cmpi sgt, %i, %zero : i64
    scf.if %c {
      %j = arith.subi %i, %one : i64
      %p = nd.index %j of %n wrap check
      nd.store %x, %a[%p] : f64, !nd.array<f64, 1, "C">
    } else {
      %p = nd.index %i of %n wrap check
      nd.store %x, %a[%p] : f64, !nd.array<f64, 1, "C">
    }
  }
  return
}
