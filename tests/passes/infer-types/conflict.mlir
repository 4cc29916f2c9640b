// pass: infer-types
// options: entry=f arguments=int64,bool
module {
  func.func private @f(%arg0: !py.unknown, %arg1: !py.unknown) -> !py.unknown attributes {py.captures = 0 : i64, py.name = "f", py.parameters = ["n", "flag"], py.positional = 2 : i64, py.positional_only = 0 : i64, py.template} {
    %0 = py.truth %arg1 : !py.unknown
    cf.cond_br %0, ^bb2, ^bb1
  ^bb1:  // pred: ^bb0
    %1 = py.build_tuple(%arg0, %arg0) stars [] : (!py.unknown, !py.unknown) -> !py.unknown
    cf.br ^bb3(%1 : !py.unknown)
  ^bb2:  // pred: ^bb0
    cf.br ^bb3(%arg0 : !py.unknown)
  ^bb3(%2: !py.unknown):  // 2 preds: ^bb1, ^bb2
    %3 = py.unknown_name "undefined_name" "undefined" : !py.unknown
    %4 = py.binary "add" %2, %3 : (!py.unknown, !py.unknown) -> !py.unknown
    return %4 : !py.unknown
  }
}
