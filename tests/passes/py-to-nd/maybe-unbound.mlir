// pass: py-to-nd
module {
  func.func private @"f(array(int64, 1d, A))"(%arg0: !nd.array<si64, 1, "A">) -> si64 attributes {numlir.entry, numlir.name = "f"} {
    %0 = py.constant(false) : i1
    %1 = py.constant(true) : i1
    %2 = py.undef : !py.none
    %3 = py.iter %arg0 : (!nd.array<si64, 1, "A">) -> !py.iterator<!nd.array<si64, 1, "A">>
    %4 = py.undef : si64
    cf.br ^bb1(%4, %0, %3 : si64, i1, !py.iterator<!nd.array<si64, 1, "A">>)
  ^bb1(%5: si64, %6: i1, %7: !py.iterator<!nd.array<si64, 1, "A">>):  // 2 preds: ^bb0, ^bb5
    %has_next, %element, %rest = py.next %7 : (!py.iterator<!nd.array<si64, 1, "A">>) -> (i1, si64, !py.iterator<!nd.array<si64, 1, "A">>)
    cf.cond_br %has_next, ^bb3, ^bb2
  ^bb2:  // pred: ^bb1
    py.check_bound %6, "found"
    return %5 : si64
  ^bb3:  // pred: ^bb1
    %8 = py.constant(3 : si64) : si64
    %9 = py.compare "gt" %element, %8 : (si64, si64) -> i1
    %10 = py.truth %9 : i1
    cf.cond_br %10, ^bb4, ^bb5(%5, %6 : si64, i1)
  ^bb4:  // pred: ^bb3
    cf.br ^bb5(%element, %1 : si64, i1)
  ^bb5(%11: si64, %12: i1):  // 2 preds: ^bb3, ^bb4
    cf.br ^bb1(%11, %12, %rest : si64, i1, !py.iterator<!nd.array<si64, 1, "A">>)
  }
}
