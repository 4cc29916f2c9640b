// pass: infer-types
// options: entry=f arguments=float64[:,:]
module {
  func.func private @f(%arg0: !py.unknown) -> !py.unknown attributes {py.captures = 0 : i64, py.name = "f", py.parameters = ["a"], py.positional = 1 : i64, py.positional_only = 0 : i64, py.template} {
    %0 = py.getattr %arg0 "shape" : (!py.unknown) -> !py.unknown
    %1 = py.constant(0 : si64) : !py.unknown
    %2 = py.getitem %0[%1] : (!py.unknown, !py.unknown) -> !py.unknown
    %3 = py.constant(0 : si64) : !py.unknown
    %4 = py.compare "eq" %2, %3 : (!py.unknown, !py.unknown) -> !py.unknown
    %5 = py.truth %4 : !py.unknown
    cf.cond_br %5, ^bb2, ^bb1
  ^bb1:  // pred: ^bb0
    %6 = py.function @total defaults [] : !py.unknown
    %7 = py.call %6(%arg0) keywords [] stars [] : (!py.unknown, !py.unknown) -> !py.unknown
    return %7 : !py.unknown
  ^bb2:  // pred: ^bb0
    %8 = py.builtin "builtins.ValueError" : !py.unknown
    %9 = py.constant("an empty array") : !py.unknown
    %10 = py.call %8(%9) keywords [] stars [] : (!py.unknown, !py.unknown) -> !py.unknown
    py.raise %10 : !py.unknown
  }
  func.func private @total(%arg0: !py.unknown, %arg1: !py.unknown) -> !py.unknown attributes {py.captures = 0 : i64, py.default_values = [unit], py.defaults = ["start"], py.name = "total", py.parameters = ["a", "start"], py.positional = 2 : i64, py.positional_only = 0 : i64, py.template} {
    %0 = py.constant(0.000000e+00 : f64) : !py.unknown
    %1 = py.constant(unit) : !py.unknown
    %2 = py.compare "is_not" %arg1, %1 : (!py.unknown, !py.unknown) -> !py.unknown
    %3 = py.truth %2 : !py.unknown
    cf.cond_br %3, ^bb1, ^bb2(%0 : !py.unknown)
  ^bb1:  // pred: ^bb0
    %4 = py.constant(0 : si64) : !py.unknown
    %5 = py.getitem %arg1[%4] : (!py.unknown, !py.unknown) -> !py.unknown
    %6 = py.inplace "add" %0, %5 : (!py.unknown, !py.unknown) -> !py.unknown
    cf.br ^bb2(%6 : !py.unknown)
  ^bb2(%7: !py.unknown):  // 2 preds: ^bb0, ^bb1
    %8 = py.iter %arg0 : (!py.unknown) -> !py.unknown
    cf.br ^bb3(%7, %8 : !py.unknown, !py.unknown)
  ^bb3(%9: !py.unknown, %10: !py.unknown):  // 2 preds: ^bb2, ^bb7
    %has_next, %element, %rest = py.next %10 : (!py.unknown) -> (i1, !py.unknown, !py.unknown)
    cf.cond_br %has_next, ^bb5, ^bb4
  ^bb4:  // pred: ^bb3
    return %9 : !py.unknown
  ^bb5:  // pred: ^bb3
    %11 = py.iter %element : (!py.unknown) -> !py.unknown
    cf.br ^bb6(%9, %11 : !py.unknown, !py.unknown)
  ^bb6(%12: !py.unknown, %13: !py.unknown):  // 2 preds: ^bb5, ^bb8
    %has_next_0, %element_1, %rest_2 = py.next %13 : (!py.unknown) -> (i1, !py.unknown, !py.unknown)
    cf.cond_br %has_next_0, ^bb8, ^bb7
  ^bb7:  // pred: ^bb6
    cf.br ^bb3(%12, %rest : !py.unknown, !py.unknown)
  ^bb8:  // pred: ^bb6
    %14 = py.inplace "add" %12, %element_1 : (!py.unknown, !py.unknown) -> !py.unknown
    cf.br ^bb6(%14, %rest_2 : !py.unknown, !py.unknown)
  }
}
