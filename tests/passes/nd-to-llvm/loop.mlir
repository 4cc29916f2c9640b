// pass: nd-to-llvm

// NumPy's inner-loop interface: the axes of operand 0 are counted by dimensions 0 and 1, its core stride stands behind the
// strides of both operands.
func.func private @loop(%a: !nd.array<f64, 2, "A">, %o: !nd.array<f64, 1, "A">) attributes {numlir.loop = [array<i64: 0, 1>, array<i64: 0>]} {
  %zero = arith.constant 0 : i64
  %x = nd.load %a[%zero, %zero] : !nd.array<f64, 2, "A"> -> f64
  nd.store %x, %o[%zero] : f64, !nd.array<f64, 1, "A">
  return
}
