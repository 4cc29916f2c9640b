// pass: resolve-calls
module {
  func.func private @"f(float64, int64)"(%arg0: f64, %arg1: si64) -> tuple<f64, f64, f64, f64> attributes {numlir.entry, numlir.name = "f", py.captures = 0 : i64, py.name = "f", py.parameters = ["x", "n"], py.positional = 2 : i64, py.positional_only = 0 : i64} {
    %0 = py.constant(1 : si64) : si64
    %1 = py.constant(2.000000e+00 : f64) : f64
    %2 = py.build_tuple(%0, %1, %arg1) stars [] : (si64, f64, si64) -> tuple<si64, f64, si64>
    %3 = py.function @g defaults [] : !py.function<@g>
    %4 = py.call %3(%arg0) keywords [] stars [] {specialisation = @"g(float64, int64, Tuple(), float64)"} : (!py.function<@g>, f64) -> f64
    %5 = py.function @g defaults [] : !py.function<@g>
    %6 = py.call %5(%arg0, %arg1) keywords [] stars [] {specialisation = @"g(float64, int64, Tuple(), float64)"} : (!py.function<@g>, f64, si64) -> f64
    %7 = py.function @g defaults [] : !py.function<@g>
    %8 = py.call %7(%arg0, %2) keywords [] stars [1] {specialisation = @"g(float64, int64, Tuple(float64, int64), float64)"} : (!py.function<@g>, f64, tuple<si64, f64, si64>) -> f64
    %9 = py.function @g defaults [] : !py.function<@g>
    %10 = py.constant(2.000000e+00 : f64) : f64
    %11 = py.call %9(%arg1, %arg0, %10) keywords ["b", "a", "scale"] stars [] {specialisation = @"g(float64, int64, Tuple(), float64)"} : (!py.function<@g>, si64, f64, f64) -> f64
    %12 = py.build_tuple(%4, %6, %8, %11) stars [] : (f64, f64, f64, f64) -> tuple<f64, f64, f64, f64>
    return %12 : tuple<f64, f64, f64, f64>
  }
  func.func private @"g(float64, int64, Tuple(), float64)"(%arg0: f64, %arg1: si64, %arg2: tuple<>, %arg3: f64) -> f64 attributes {numlir.name = "g", py.captures = 0 : i64, py.default_values = [2 : si64, 1.500000e+00], py.defaults = ["b", "scale"], py.name = "g", py.parameters = ["a", "b", "rest", "scale"], py.positional = 2 : i64, py.positional_only = 0 : i64, py.varargs} {
    %0 = py.binary "add" %arg0, %arg1 : (f64, si64) -> f64
    %1 = py.builtin "builtins.len" : !py.builtin<"builtins.len">
    %2 = py.call %1(%arg2) keywords [] stars [] {constant = 0 : i64} : (!py.builtin<"builtins.len">, tuple<>) -> si64
    %3 = py.binary "add" %0, %2 : (f64, si64) -> f64
    %4 = py.binary "mul" %3, %arg3 : (f64, f64) -> f64
    return %4 : f64
  }
  func.func private @"g(float64, int64, Tuple(float64, int64), float64)"(%arg0: f64, %arg1: si64, %arg2: tuple<f64, si64>, %arg3: f64) -> f64 attributes {numlir.name = "g", py.captures = 0 : i64, py.default_values = [2 : si64, 1.500000e+00], py.defaults = ["b", "scale"], py.name = "g", py.parameters = ["a", "b", "rest", "scale"], py.positional = 2 : i64, py.positional_only = 0 : i64, py.varargs} {
    %0 = py.binary "add" %arg0, %arg1 : (f64, si64) -> f64
    %1 = py.builtin "builtins.len" : !py.builtin<"builtins.len">
    %2 = py.call %1(%arg2) keywords [] stars [] {constant = 2 : i64} : (!py.builtin<"builtins.len">, tuple<f64, si64>) -> si64
    %3 = py.binary "add" %0, %2 : (f64, si64) -> f64
    %4 = py.binary "mul" %3, %arg3 : (f64, f64) -> f64
    return %4 : f64
  }
}

