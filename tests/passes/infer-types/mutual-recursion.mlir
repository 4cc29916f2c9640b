// pass: infer-types
// options: entry=f arguments=int64
module {
  func.func private @f(%arg0: !py.unknown) -> !py.unknown attributes {py.captures = 0 : i64, py.name = "f", py.parameters = ["n"], py.positional = 1 : i64, py.positional_only = 0 : i64, py.template} {
    %0 = py.constant(0 : si64) : !py.unknown
    %1 = py.compare "eq" %arg0, %0 : (!py.unknown, !py.unknown) -> !py.unknown
    %2 = py.truth %1 : !py.unknown
    cf.cond_br %2, ^bb2, ^bb1
  ^bb1:  // pred: ^bb0
    %3 = py.function @odd defaults [] : !py.unknown
    %4 = py.constant(1 : si64) : !py.unknown
    %5 = py.binary "sub" %arg0, %4 : (!py.unknown, !py.unknown) -> !py.unknown
    %6 = py.call %3(%5) keywords [] stars [] : (!py.unknown, !py.unknown) -> !py.unknown
    cf.br ^bb3(%6 : !py.unknown)
  ^bb2:  // pred: ^bb0
    %7 = py.constant(true) : i1
    %8 = py.cast %7 : i1 to !py.unknown
    cf.br ^bb3(%8 : !py.unknown)
  ^bb3(%9: !py.unknown):  // 2 preds: ^bb1, ^bb2
    return %9 : !py.unknown
  }
  func.func private @odd(%arg0: !py.unknown) -> !py.unknown attributes {py.captures = 0 : i64, py.name = "odd", py.parameters = ["n"], py.positional = 1 : i64, py.positional_only = 0 : i64, py.template} {
    %0 = py.constant(0 : si64) : !py.unknown
    %1 = py.compare "eq" %arg0, %0 : (!py.unknown, !py.unknown) -> !py.unknown
    %2 = py.truth %1 : !py.unknown
    cf.cond_br %2, ^bb2, ^bb1
  ^bb1:  // pred: ^bb0
    %3 = py.function @f defaults [] : !py.unknown
    %4 = py.constant(1 : si64) : !py.unknown
    %5 = py.binary "sub" %arg0, %4 : (!py.unknown, !py.unknown) -> !py.unknown
    %6 = py.call %3(%5) keywords [] stars [] : (!py.unknown, !py.unknown) -> !py.unknown
    cf.br ^bb3(%6 : !py.unknown)
  ^bb2:  // pred: ^bb0
    %7 = py.constant(false) : i1
    %8 = py.cast %7 : i1 to !py.unknown
    cf.br ^bb3(%8 : !py.unknown)
  ^bb3(%9: !py.unknown):  // 2 preds: ^bb1, ^bb2
    return %9 : !py.unknown
  }
}
