// pass: prove-indices
//
// for i in range(block and thread, n, stride): an element of a range whose step is not negative is not below its start, so no
// index wraps.
func.func @f(%a: !nd.array<f64, 1, "C">, %count: index, %x: f64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %start = simt.position 0
  %step = simt.extent 0
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  scf.for %k = %c0 to %count step %c1 {
    %place = arith.index_cast %k : index to i64
    %offset = arith.muli %place, %step : i64
    %i = arith.addi %start, %offset {numlir.range_element} : i64
    %p = nd.index %i of %n wrap
    nd.store %x, %a[%p] : f64, !nd.array<f64, 1, "C">
  }
  return
}
