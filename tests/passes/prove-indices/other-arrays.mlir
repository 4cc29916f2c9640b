// pass: prove-indices
//
// for i in range(len(a)): c[i] = a[i] + b[i]: a is proven, b and c are tested before the loop.
func.func @f(%a: !nd.array<f64, 1, "C">, %b: !nd.array<f64, 1, "C">, %c: !nd.array<f64, 1, "C">) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %u = arith.index_cast %n : i64 to index
  scf.for %k = %c0 to %u step %c1 {
    %i = arith.index_cast %k : index to i64
    %na = nd.dim %a, 0 : !nd.array<f64, 1, "C">
    %p = nd.index %i of %na wrap check
    %x = nd.load %a[%p] : !nd.array<f64, 1, "C"> -> f64
    %nb = nd.dim %b, 0 : !nd.array<f64, 1, "C">
    %q = nd.index %i of %nb wrap check
    %y = nd.load %b[%q] : !nd.array<f64, 1, "C"> -> f64
    %z = arith.addf %x, %y : f64
    %nc = nd.dim %c, 0 : !nd.array<f64, 1, "C">
    %r = nd.index %i of %nc wrap check
    nd.store %z, %c[%r] : f64, !nd.array<f64, 1, "C">
  } {numlir.prange}
  return
}
