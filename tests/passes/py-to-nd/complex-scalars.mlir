// pass: py-to-nd
module {
  func.func private @"f(complex128, uint8)"(%arg0: complex<f64>, %arg1: ui8) -> tuple<f64, f64> attributes {numlir.entry, numlir.name = "f"} {
    %0 = py.builtin "builtins.range" : !py.builtin<"builtins.range">
    %1 = py.builtin "builtins.int" : !py.builtin<"builtins.int">
    %2 = py.call %1(%arg1) keywords [] stars [] : (!py.builtin<"builtins.int">, ui8) -> ui8
    %3 = py.call %0(%2) keywords [] stars [] : (!py.builtin<"builtins.range">, ui8) -> !py.range
    %4 = py.iter %3 : (!py.range) -> !py.iterator<!py.range>
    cf.br ^bb1(%arg0, %4 : complex<f64>, !py.iterator<!py.range>)
  ^bb1(%5: complex<f64>, %6: !py.iterator<!py.range>):  // 2 preds: ^bb0, ^bb4
    %has_next, %element, %rest = py.next %6 : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
    cf.cond_br %has_next, ^bb3, ^bb2
  ^bb2:  // pred: ^bb1
    %7 = py.getattr %5 "imag" : (complex<f64>) -> f64
    %8 = py.getattr %5 "real" : (complex<f64>) -> f64
    %9 = py.build_tuple(%7, %8) stars [] : (f64, f64) -> tuple<f64, f64>
    return %9 : tuple<f64, f64>
  ^bb3:  // pred: ^bb1
    %10 = py.binary "mul" %5, %5 : (complex<f64>, complex<f64>) -> complex<f64>
    %11 = py.constant(array<f64: 0.000000e+00, 1.000000e+00>) : complex<f64>
    %12 = py.binary "add" %10, %11 : (complex<f64>, complex<f64>) -> complex<f64>
    %13 = py.builtin "builtins.abs" : !py.builtin<"builtins.abs">
    %14 = py.call %13(%12) keywords [] stars [] : (!py.builtin<"builtins.abs">, complex<f64>) -> f64
    %15 = py.constant(2 : si64) : si64
    %16 = py.compare "gt" %14, %15 : (f64, si64) -> i1
    %17 = py.truth %16 : i1
    cf.cond_br %17, ^bb5, ^bb4
  ^bb4:  // pred: ^bb3
    cf.br ^bb1(%12, %rest : complex<f64>, !py.iterator<!py.range>)
  ^bb5:  // pred: ^bb3
    %18 = py.getattr %12 "real" : (complex<f64>) -> f64
    %19 = py.getattr %12 "imag" : (complex<f64>) -> f64
    %20 = py.build_tuple(%18, %19) stars [] : (f64, f64) -> tuple<f64, f64>
    return %20 : tuple<f64, f64>
  }
}
