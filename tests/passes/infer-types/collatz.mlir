// pass: infer-types
// options: entry=f arguments=int64
module {
  func.func private @f(%arg0: !py.unknown) -> !py.unknown attributes {py.captures = 0 : i64, py.name = "f", py.parameters = ["n"], py.positional = 1 : i64, py.positional_only = 0 : i64, py.template} {
    %0 = py.constant(0 : si64) : !py.unknown
    cf.br ^bb1(%arg0, %0 : !py.unknown, !py.unknown)
  ^bb1(%1: !py.unknown, %2: !py.unknown):  // 2 preds: ^bb0, ^bb6
    %3 = py.constant(1 : si64) : !py.unknown
    %4 = py.compare "ne" %1, %3 : (!py.unknown, !py.unknown) -> !py.unknown
    %5 = py.truth %4 : !py.unknown
    cf.cond_br %5, ^bb3, ^bb2
  ^bb2:  // pred: ^bb1
    return %2 : !py.unknown
  ^bb3:  // pred: ^bb1
    %6 = py.constant(2 : si64) : !py.unknown
    %7 = py.binary "mod" %1, %6 : (!py.unknown, !py.unknown) -> !py.unknown
    %8 = py.constant(0 : si64) : !py.unknown
    %9 = py.compare "eq" %7, %8 : (!py.unknown, !py.unknown) -> !py.unknown
    %10 = py.truth %9 : !py.unknown
    cf.cond_br %10, ^bb5, ^bb4
  ^bb4:  // pred: ^bb3
    %11 = py.constant(3 : si64) : !py.unknown
    %12 = py.binary "mul" %11, %1 : (!py.unknown, !py.unknown) -> !py.unknown
    %13 = py.constant(1 : si64) : !py.unknown
    %14 = py.binary "add" %12, %13 : (!py.unknown, !py.unknown) -> !py.unknown
    cf.br ^bb6(%14 : !py.unknown)
  ^bb5:  // pred: ^bb3
    %15 = py.constant(2 : si64) : !py.unknown
    %16 = py.binary "floordiv" %1, %15 : (!py.unknown, !py.unknown) -> !py.unknown
    cf.br ^bb6(%16 : !py.unknown)
  ^bb6(%17: !py.unknown):  // 2 preds: ^bb4, ^bb5
    %18 = py.constant(1 : si64) : !py.unknown
    %19 = py.inplace "add" %2, %18 : (!py.unknown, !py.unknown) -> !py.unknown
    cf.br ^bb1(%17, %19 : !py.unknown, !py.unknown)
  }
}
