// pass: infer-types
// options: entry=f arguments=int64,float64
module {
  func.func private @f(%arg0: !py.unknown, %arg1: !py.unknown) -> !py.unknown attributes {py.captures = 0 : i64, py.name = "f", py.parameters = ["n", "x"], py.positional = 2 : i64, py.positional_only = 0 : i64, py.template} {
    %0 = py.constant(2 : si64) : !py.unknown
    %1 = py.builtin "builtins.range" : !py.unknown
    %2 = py.call %1(%arg0) keywords [] stars [] : (!py.unknown, !py.unknown) -> !py.unknown
    %3 = py.iter %2 : (!py.unknown) -> !py.unknown
    cf.br ^bb1(%arg1, %3 : !py.unknown, !py.unknown)
  ^bb1(%4: !py.unknown, %5: !py.unknown):  // 2 preds: ^bb0, ^bb3
    %has_next, %element, %rest = py.next %5 : (!py.unknown) -> (i1, !py.unknown, !py.unknown)
    cf.cond_br %has_next, ^bb3, ^bb2
  ^bb2:  // pred: ^bb1
    return %4 : !py.unknown
  ^bb3:  // pred: ^bb1
    %6 = py.function @"f.<0>.step" captures(%arg1 : !py.unknown) defaults ["count"](%0 : !py.unknown) : !py.unknown
    %7 = py.call %6(%4) keywords [] stars [] : (!py.unknown, !py.unknown) -> !py.unknown
    cf.br ^bb1(%7, %rest : !py.unknown, !py.unknown)
  }
  func.func private @"f.<0>.step"(%arg0: !py.unknown, %arg1: !py.unknown, %arg2: !py.unknown) -> !py.unknown attributes {py.captures = 1 : i64, py.name = "f.step", py.parameters = ["y", "count"], py.positional = 2 : i64, py.positional_only = 0 : i64, py.template} {
    %0 = py.binary "truediv" %arg1, %arg2 : (!py.unknown, !py.unknown) -> !py.unknown
    %1 = py.binary "add" %0, %arg0 : (!py.unknown, !py.unknown) -> !py.unknown
    return %1 : !py.unknown
  }
}
