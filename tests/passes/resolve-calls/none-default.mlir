// pass: resolve-calls
module {
  func.func private @"f(array(float64, 2d, A))"(%arg0: !nd.array<f64, 2, "A">) -> f64 attributes {numlir.entry, numlir.name = "f", py.captures = 0 : i64, py.name = "f", py.parameters = ["a"], py.positional = 1 : i64, py.positional_only = 0 : i64} {
    %0 = py.getattr %arg0 "shape" : (!nd.array<f64, 2, "A">) -> tuple<si64, si64>
    %1 = py.constant(0 : si64) : si64
    %2 = py.getitem %0[%1] : (tuple<si64, si64>, si64) -> si64
    %3 = py.constant(0 : si64) : si64
    %4 = py.compare "eq" %2, %3 : (si64, si64) -> i1
    %5 = py.truth %4 : i1
    cf.cond_br %5, ^bb2, ^bb1
  ^bb1:  // pred: ^bb0
    %6 = py.function @total defaults [] : !py.function<@total>
    %7 = py.call %6(%arg0) keywords [] stars [] {specialisation = @"total(array(float64, 2d, A), none)"} : (!py.function<@total>, !nd.array<f64, 2, "A">) -> f64
    return %7 : f64
  ^bb2:  // pred: ^bb0
    %8 = py.builtin "builtins.ValueError" : !py.builtin<"builtins.ValueError">
    %9 = py.constant("an empty array") : !py.str
    %10 = py.call %8(%9) keywords [] stars [] : (!py.builtin<"builtins.ValueError">, !py.str) -> !py.exception<"ValueError">
    py.raise %10 : !py.exception<"ValueError">
  }
  func.func private @"total(array(float64, 2d, A), none)"(%arg0: !nd.array<f64, 2, "A">, %arg1: !py.none) -> f64 attributes {numlir.name = "total", py.captures = 0 : i64, py.default_values = [unit], py.defaults = ["start"], py.name = "total", py.parameters = ["a", "start"], py.positional = 2 : i64, py.positional_only = 0 : i64} {
    %0 = py.constant(0.000000e+00 : f64) : f64
    %1 = py.constant(unit) : !py.none
    %2 = py.compare "is_not" %arg1, %1 {constant = false} : (!py.none, !py.none) -> i1
    %3 = py.truth %2 {constant = false} : i1
    cf.br ^bb1(%0 : f64)
  ^bb1(%4: f64):  // pred: ^bb0
    %5 = py.iter %arg0 : (!nd.array<f64, 2, "A">) -> !py.iterator<!nd.array<f64, 2, "A">>
    cf.br ^bb2(%4, %5 : f64, !py.iterator<!nd.array<f64, 2, "A">>)
  ^bb2(%6: f64, %7: !py.iterator<!nd.array<f64, 2, "A">>):  // 2 preds: ^bb1, ^bb6
    %has_next, %element, %rest = py.next %7 : (!py.iterator<!nd.array<f64, 2, "A">>) -> (i1, !nd.array<f64, 1, "A">, !py.iterator<!nd.array<f64, 2, "A">>)
    cf.cond_br %has_next, ^bb4, ^bb3
  ^bb3:  // pred: ^bb2
    return %6 : f64
  ^bb4:  // pred: ^bb2
    %8 = py.iter %element : (!nd.array<f64, 1, "A">) -> !py.iterator<!nd.array<f64, 1, "A">>
    cf.br ^bb5(%6, %8 : f64, !py.iterator<!nd.array<f64, 1, "A">>)
  ^bb5(%9: f64, %10: !py.iterator<!nd.array<f64, 1, "A">>):  // 2 preds: ^bb4, ^bb7
    %has_next_0, %element_1, %rest_2 = py.next %10 : (!py.iterator<!nd.array<f64, 1, "A">>) -> (i1, f64, !py.iterator<!nd.array<f64, 1, "A">>)
    cf.cond_br %has_next_0, ^bb7, ^bb6
  ^bb6:  // pred: ^bb5
    cf.br ^bb2(%9, %rest : f64, !py.iterator<!nd.array<f64, 2, "A">>)
  ^bb7:  // pred: ^bb5
    %11 = py.inplace "add" %9, %element_1 : (f64, f64) -> f64
    cf.br ^bb5(%11, %rest_2 : f64, !py.iterator<!nd.array<f64, 1, "A">>)
  }
}

