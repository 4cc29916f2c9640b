// pass: py-to-nd
module {
  func.func private @"f(int64, float64)"(%arg0: si64, %arg1: f64) -> tuple<si64, f64, i1, i1, tuple<f64, f64, si64, f64, si64>> attributes {numlir.entry, numlir.name = "f"} {
    %0 = py.constant(2.000000e+00 : f64) : f64
    %1 = py.constant(3 : si64) : si64
    %2 = py.build_tuple(%arg1, %0, %1) stars [] : (f64, f64, si64) -> tuple<f64, f64, si64>
    %3:2 = py.unpack %2 star 1 : (tuple<f64, f64, si64>) -> (f64, tuple<f64, si64>)
    %4 = py.builtin "builtins.sum" : !py.builtin<"builtins.sum">
    %5 = py.call %4(%3#1) keywords [] stars [] : (!py.builtin<"builtins.sum">, tuple<f64, si64>) -> f64
    %6 = py.binary "add" %5, %3#0 : (f64, f64) -> f64
    %7 = py.constant(1 : si64) : si64
    %8 = py.constant(2 : si64) : si64
    %9 = py.constant(3 : si64) : si64
    %10 = py.build_tuple(%7, %8, %9) stars [] : (si64, si64, si64) -> tuple<si64, si64, si64>
    %11 = py.getitem %10[%arg0] : (tuple<si64, si64, si64>, si64) -> si64
    %12 = py.build_tuple(%arg0, %arg1) stars [] : (si64, f64) -> tuple<si64, f64>
    %13 = py.constant(1 : si64) : si64
    %14 = py.constant(2.500000e+00 : f64) : f64
    %15 = py.build_tuple(%13, %14) stars [] : (si64, f64) -> tuple<si64, f64>
    %16 = py.compare "lt" %12, %15 : (tuple<si64, f64>, tuple<si64, f64>) -> i1
    %17 = py.compare "in" %arg0, %10 : (si64, tuple<si64, si64, si64>) -> i1
    %18 = py.binary "add" %2, %3#1 : (tuple<f64, f64, si64>, tuple<f64, si64>) -> tuple<f64, f64, si64, f64, si64>
    %19 = py.build_tuple(%11, %6, %16, %17, %18) stars [] : (si64, f64, i1, i1, tuple<f64, f64, si64, f64, si64>) -> tuple<si64, f64, i1, i1, tuple<f64, f64, si64, f64, si64>>
    return %19 : tuple<si64, f64, i1, i1, tuple<f64, f64, si64, f64, si64>>
  }
}
