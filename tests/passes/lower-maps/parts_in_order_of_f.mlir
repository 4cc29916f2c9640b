// pass: lower-maps
//
// Of parts of an array in Fortran's order the first axis is the one of neighbours: loops over it are innermost. A view that repeats its first
// axis has no neighbours there.
!F = !nd.array<f64, 2, "F">
!A = !nd.array<f64, 2, "A">
func.func @inner(%a: !F, %b: !F, %m: i64, %n: i64) {
  %zero = arith.constant 0 : i64
  %eight = arith.constant 8 : i64
  %own = nd.stride %a, 1 : !F
  %other = nd.stride %b, 1 : !F
  %c = nd.view %a[%eight] (%m, %n) (%eight, %own) : !F -> !A
  %d = nd.view %b[%zero] (%m, %n) (%eight, %other) : !F -> !A
  nd.map_into %c(%d) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : !A, (!A) -> ()
  return
}
func.func @repeated(%a: !nd.array<f64, 1, "A">, %n: i64) {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %step = nd.stride %a, 0 : !nd.array<f64, 1, "A">
  %c = nd.view %a[%zero] (%one, %n) (%zero, %step) : !nd.array<f64, 1, "A"> -> !A
  %value = arith.constant 2.0 : f64
  nd.map_into %c(%value) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : !A, (f64) -> ()
  return
}
