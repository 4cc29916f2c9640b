// pass: infer-types
// options: entry=f arguments=float64,int64,int64
module {
  func.func private @f(%arg0: !py.unknown, %arg1: !py.unknown, %arg2: !py.unknown) -> !py.unknown attributes {py.captures = 0 : i64, py.name = "f", py.parameters = ["x", "n", "m"], py.positional = 3 : i64, py.positional_only = 0 : i64, py.template} {
    %0 = py.constant(0 : si64) : !py.unknown
    %1 = py.compare "lt" %0, %arg1 : (!py.unknown, !py.unknown) -> !py.unknown
    %2 = py.truth %1 : !py.unknown
    cf.cond_br %2, ^bb2, ^bb1
  ^bb1:  // pred: ^bb0
    cf.br ^bb3(%2 : i1)
  ^bb2:  // pred: ^bb0
    %3 = py.compare "le" %arg1, %arg2 : (!py.unknown, !py.unknown) -> !py.unknown
    %4 = py.truth %3 : !py.unknown
    cf.br ^bb3(%4 : i1)
  ^bb3(%5: i1):  // 2 preds: ^bb1, ^bb2
    cf.cond_br %5, ^bb4, ^bb5(%5 : i1)
  ^bb4:  // pred: ^bb3
    %6 = py.constant(1.000000e+00 : f64) : !py.unknown
    %7 = py.compare "gt" %arg0, %6 : (!py.unknown, !py.unknown) -> !py.unknown
    %8 = py.truth %7 : !py.unknown
    %true = arith.constant true
    %9 = arith.xori %8, %true : i1
    cf.br ^bb5(%9 : i1)
  ^bb5(%10: i1):  // 2 preds: ^bb3, ^bb4
    cf.cond_br %10, ^bb7(%10 : i1), ^bb6
  ^bb6:  // pred: ^bb5
    %11 = py.constant(7 : si64) : !py.unknown
    %12 = py.compare "eq" %arg2, %11 : (!py.unknown, !py.unknown) -> !py.unknown
    %13 = py.truth %12 : !py.unknown
    cf.br ^bb7(%13 : i1)
  ^bb7(%14: i1):  // 2 preds: ^bb5, ^bb6
    cf.cond_br %14, ^bb11, ^bb8
  ^bb8:  // pred: ^bb7
    %15 = py.truth %arg0 : !py.unknown
    cf.cond_br %15, ^bb9, ^bb10(%arg0 : !py.unknown)
  ^bb9:  // pred: ^bb8
    %16 = py.constant(5.000000e-01 : f64) : !py.unknown
    cf.br ^bb10(%16 : !py.unknown)
  ^bb10(%17: !py.unknown):  // 2 preds: ^bb8, ^bb9
    return %17 : !py.unknown
  ^bb11:  // pred: ^bb7
    %18 = py.truth %arg1 : !py.unknown
    %true_0 = arith.constant true
    %19 = arith.xori %18, %true_0 : i1
    cf.cond_br %19, ^bb12, ^bb13(%arg1 : !py.unknown)
  ^bb12:  // pred: ^bb11
    cf.br ^bb13(%arg2 : !py.unknown)
  ^bb13(%20: !py.unknown):  // 2 preds: ^bb11, ^bb12
    return %20 : !py.unknown
  }
}
