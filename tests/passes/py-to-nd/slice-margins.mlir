// pass: py-to-nd
//
// a[:-2] + a[1:-1] + a[2:]
// What is left of an axis without margins of two in all has one length: no broadcast is checked.
func.func private @"f(array(float64, 1d, C))"(%arg0: !nd.array<f64, 1, "C">) -> !nd.array<f64, 1, "C"> attributes {numlir.entry, numlir.name = "f"} {
  %0 = py.constant(unit) : !py.none
  %1 = py.constant(-2 : si64) : si64
  %2 = py.constant(unit) : !py.none
  %3 = py.slice %0, %1, %2 : (!py.none, si64, !py.none) -> !py.slice<!py.none, si64, !py.none>
  %4 = py.getitem %arg0[%3] : (!nd.array<f64, 1, "C">, !py.slice<!py.none, si64, !py.none>) -> !nd.array<f64, 1, "C">
  %5 = py.constant(1 : si64) : si64
  %6 = py.constant(-1 : si64) : si64
  %7 = py.constant(unit) : !py.none
  %8 = py.slice %5, %6, %7 : (si64, si64, !py.none) -> !py.slice<si64, si64, !py.none>
  %9 = py.getitem %arg0[%8] : (!nd.array<f64, 1, "C">, !py.slice<si64, si64, !py.none>) -> !nd.array<f64, 1, "C">
  %10 = py.binary "add" %4, %9 : (!nd.array<f64, 1, "C">, !nd.array<f64, 1, "C">) -> !nd.array<f64, 1, "C">
  %11 = py.constant(2 : si64) : si64
  %12 = py.constant(unit) : !py.none
  %13 = py.constant(unit) : !py.none
  %14 = py.slice %11, %12, %13 : (si64, !py.none, !py.none) -> !py.slice<si64, !py.none, !py.none>
  %15 = py.getitem %arg0[%14] : (!nd.array<f64, 1, "C">, !py.slice<si64, !py.none, !py.none>) -> !nd.array<f64, 1, "C">
  %16 = py.binary "add" %10, %15 : (!nd.array<f64, 1, "C">, !nd.array<f64, 1, "C">) -> !nd.array<f64, 1, "C">
  return %16 : !nd.array<f64, 1, "C">
}
