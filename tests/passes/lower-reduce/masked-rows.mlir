// pass: lower-reduce
//
// Long rows that a mask does not want are passed over; short ones count as rows that change nothing.
!A = !nd.array<f64, 2, "C">
!C = !nd.array<i1, 2, "C">
!M = !nd.array<i1, 1, "C">
func.func @f(%a: !A, %m: !M) -> !nd.array<f64, 1, "C"> {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %l = nd.dim %m, 0 : !M
  %k = nd.dim %a, 1 : !A
  %c = nd.view %m[%zero] (%l, %one) () : !M -> !C
  %s = nd.reduce "max" axes [0] (%l, %k) (%a, %c) {
  ^bb0(%x: f64, %w: i1):
    %least = arith.constant 0xFFF0000000000000 : f64
    %v = arith.select %w, %x, %least : f64
    nd.yield %v : f64
  } {numlir.masked} : (!A, !C) -> !nd.array<f64, 1, "C">
  return %s : !nd.array<f64, 1, "C">
}
