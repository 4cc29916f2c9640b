// pass: py-to-nd
module {
  func.func private @"f(int64, int64, float64, float32)"(%arg0: si64, %arg1: si64, %arg2: f64, %arg3: f32) -> tuple<si64, si64, f64, f64, si64> attributes {numlir.entry, numlir.name = "f"} {
    %0 = py.binary "floordiv" %arg0, %arg1 : (si64, si64) -> si64
    %1 = py.binary "mod" %arg0, %arg1 : (si64, si64) -> si64
    %2 = py.binary "truediv" %arg2, %arg3 : (f64, f32) -> f64
    %3 = py.binary "floordiv" %arg2, %arg3 : (f64, f32) -> f64
    %4 = py.binary "pow" %arg0, %arg1 : (si64, si64) -> si64
    %5 = py.build_tuple(%0, %1, %2, %3, %4) stars [] : (si64, si64, f64, f64, si64) -> tuple<si64, si64, f64, f64, si64>
    return %5 : tuple<si64, si64, f64, f64, si64>
  }
}
