// pass: prove-indices
//
// for i in range(m): s += a[o + i * step]: both ends are tested before the loop
func.func @f(%a: !nd.array<f64, 1, "C">, %o: i64, %step: i64, %m: i64) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f64
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %u = arith.index_cast %m : i64 to index
  %s = scf.for %k = %c0 to %u step %c1 iter_args(%sum = %zero) -> (f64) {
    %i = arith.index_cast %k : index to i64
    %j = arith.muli %i, %step : i64
    %place = arith.addi %o, %j : i64
    %p = nd.index %place of %n wrap check
    %x = nd.load %a[%p] : !nd.array<f64, 1, "C"> -> f64
    %next = arith.addf %sum, %x : f64
    scf.yield %next : f64
  }
  return %s : f64
}
