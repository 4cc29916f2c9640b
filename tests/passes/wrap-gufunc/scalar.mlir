// pass: wrap-gufunc
// options: arguments=float64[:,:],int64,float64[:] operands=01;;1

// (m,n),()->(n): a number as an operand; no copy of a kernel without loops.
func.func private @row(%a: !nd.array<f64, 2, "A">, %i: i64, %out: !nd.array<f64, 1, "A">)
    attributes {numlir.entry, numlir.name = "row"} {
  %zero = arith.constant 0 : i64
  %x = nd.load %a[%i, %zero] : !nd.array<f64, 2, "A"> -> f64
  nd.store %x, %out[%zero] : f64, !nd.array<f64, 1, "A">
  return
}
