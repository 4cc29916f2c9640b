// pass: resolve-calls
module {
  func.func private @"f(int64, float64)"(%arg0: si64, %arg1: f64) -> f64 attributes {numlir.entry, numlir.name = "f", py.captures = 0 : i64, py.name = "f", py.parameters = ["n", "x"], py.positional = 2 : i64, py.positional_only = 0 : i64} {
    %0 = py.constant(2 : si64) : si64
    %1 = py.builtin "builtins.range" : !py.builtin<"builtins.range">
    %2 = py.call %1(%arg0) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
    %3 = py.iter %2 : (!py.range) -> !py.iterator<!py.range>
    cf.br ^bb1(%arg1, %3 : f64, !py.iterator<!py.range>)
  ^bb1(%4: f64, %5: !py.iterator<!py.range>):  // 2 preds: ^bb0, ^bb3
    %has_next, %element, %rest = py.next %5 : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
    cf.cond_br %has_next, ^bb3, ^bb2
  ^bb2:  // pred: ^bb1
    return %4 : f64
  ^bb3:  // pred: ^bb1
    %6 = py.function @"f.<0>.step" captures(%arg1 : f64) defaults ["count"](%0 : si64) : !py.function<@"f.<0>.step", f64, si64>
    %7 = py.call %6(%4) keywords [] stars [] {specialisation = @"f.<0>.step(float64, float64, int64)"} : (!py.function<@"f.<0>.step", f64, si64>, f64) -> f64
    cf.br ^bb1(%7, %rest : f64, !py.iterator<!py.range>)
  }
  func.func private @"f.<0>.step(float64, float64, int64)"(%arg0: f64, %arg1: f64, %arg2: si64) -> f64 attributes {numlir.name = "f.step", py.captured_defaults = ["count"], py.captures = 1 : i64, py.name = "f.step", py.parameters = ["y", "count"], py.positional = 2 : i64, py.positional_only = 0 : i64} {
    %0 = py.binary "truediv" %arg1, %arg2 : (f64, si64) -> f64
    %1 = py.binary "add" %0, %arg0 : (f64, f64) -> f64
    return %1 : f64
  }
}

