// pass: py-to-nd
module {
  func.func private @"f(array(int32, 1d, A))"(%arg0: !nd.array<si32, 1, "A">) -> si64 attributes {numlir.entry, numlir.name = "f"} {
    %0 = py.builtin "builtins.enumerate" : !py.builtin<"builtins.enumerate">
    %1 = py.call %0(%arg0) keywords [] stars [] : (!py.builtin<"builtins.enumerate">, !nd.array<si32, 1, "A">) -> !py.enumerate<!nd.array<si32, 1, "A">>
    %2 = py.iter %1 : (!py.enumerate<!nd.array<si32, 1, "A">>) -> !py.iterator<!py.enumerate<!nd.array<si32, 1, "A">>>
    cf.br ^bb1(%2 : !py.iterator<!py.enumerate<!nd.array<si32, 1, "A">>>)
  ^bb1(%3: !py.iterator<!py.enumerate<!nd.array<si32, 1, "A">>>):  // 2 preds: ^bb0, ^bb4
    %has_next, %element, %rest = py.next %3 : (!py.iterator<!py.enumerate<!nd.array<si32, 1, "A">>>) -> (i1, tuple<si64, si32>, !py.iterator<!py.enumerate<!nd.array<si32, 1, "A">>>)
    cf.cond_br %has_next, ^bb3, ^bb2
  ^bb2:  // pred: ^bb1
    %4 = py.constant(-1 : si64) : si64
    return %4 : si64
  ^bb3:  // pred: ^bb1
    %5:2 = py.unpack %element star -1 : (tuple<si64, si32>) -> (si64, si32)
    %6 = py.constant(0 : si64) : si64
    %7 = py.compare "lt" %5#1, %6 : (si32, si64) -> i1
    %8 = py.truth %7 : i1
    cf.cond_br %8, ^bb5, ^bb4
  ^bb4:  // pred: ^bb3
    cf.br ^bb1(%rest : !py.iterator<!py.enumerate<!nd.array<si32, 1, "A">>>)
  ^bb5:  // pred: ^bb3
    cf.br ^bb6
  ^bb6:  // pred: ^bb5
    return %5#0 : si64
  }
}
