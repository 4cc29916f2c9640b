// pass: py-to-nd
// options: boundscheck
module {
  func.func private @"f(array(float64, 2d, C))"(%arg0: !nd.array<f64, 2, "C">) -> !nd.array<f64, 1, "C"> attributes {numlir.entry, numlir.name = "f"} {
    %0 = py.getattr %arg0 "shape" : (!nd.array<f64, 2, "C">) -> tuple<si64, si64>
    %1:2 = py.unpack %0 star -1 : (tuple<si64, si64>) -> (si64, si64)
    %2 = py.builtin "numpy" : !py.builtin<"numpy">
    %3 = py.builtin "numpy.empty" : !py.builtin<"numpy.empty">
    %4 = py.call %3(%1#0) keywords [] stars [] : (!py.builtin<"numpy.empty">, si64) -> !nd.array<f64, 1, "C">
    %5 = py.builtin "builtins.range" : !py.builtin<"builtins.range">
    %6 = py.call %5(%1#0) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
    %start, %stop, %step = py.range_bounds %6 : si64, si64, si64
    %7 = py.cast %start : si64 to index
    %8 = py.cast %stop : si64 to index
    %c1 = arith.constant 1 : index
    scf.for %arg1 = %7 to %8 step %c1 {
      %9 = py.cast %arg1 : index to si64
      %10 = py.constant(0.000000e+00 : f64) : f64
      %11 = py.builtin "builtins.range" : !py.builtin<"builtins.range">
      %12 = py.call %11(%1#1) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
      %start_0, %stop_1, %step_2 = py.range_bounds %12 : si64, si64, si64
      %13 = py.cast %start_0 : si64 to index
      %14 = py.cast %stop_1 : si64 to index
      %c1_3 = arith.constant 1 : index
      %15 = scf.for %arg2 = %13 to %14 step %c1_3 iter_args(%arg3 = %10) -> (f64) {
        %18 = py.cast %arg2 : index to si64
        %19 = py.build_tuple(%9, %18) stars [] : (si64, si64) -> tuple<si64, si64>
        %20 = py.getitem %arg0[%19] : (!nd.array<f64, 2, "C">, tuple<si64, si64>) -> f64
        %21 = py.constant(2 : si64) : si64
        %22 = py.binary "pow" %20, %21 : (f64, si64) -> f64
        %23 = py.inplace "add" %arg3, %22 : (f64, f64) -> f64
        scf.yield %23 : f64
      }
      %16 = py.constant(5.000000e-01 : f64) : f64
      %17 = py.binary "pow" %15, %16 : (f64, f64) -> f64
      py.setitem %4[%9], %17 : !nd.array<f64, 1, "C">, si64, f64
    }
    cf.br ^bb1
  ^bb1:  // pred: ^bb0
    return %4 : !nd.array<f64, 1, "C">
  }
}
