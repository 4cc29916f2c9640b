// pass: infer-types
// options: entry=f arguments=int64,float64
module {
  func.func private @f(%arg0: !py.unknown, %arg1: !py.unknown) -> !py.unknown attributes {py.captures = 0 : i64, py.name = "f", py.parameters = ["i", "x"], py.positional = 2 : i64, py.positional_only = 0 : i64, py.template} {
    %0 = py.constant(2.000000e+00 : f64) : !py.unknown
    %1 = py.constant(3 : si64) : !py.unknown
    %2 = py.build_tuple(%arg1, %0, %1) stars [] : (!py.unknown, !py.unknown, !py.unknown) -> !py.unknown
    %3:2 = py.unpack %2 star 1 : (!py.unknown) -> (!py.unknown, !py.unknown)
    %4 = py.builtin "builtins.sum" : !py.unknown
    %5 = py.call %4(%3#1) keywords [] stars [] : (!py.unknown, !py.unknown) -> !py.unknown
    %6 = py.binary "add" %5, %3#0 : (!py.unknown, !py.unknown) -> !py.unknown
    %7 = py.constant(1 : si64) : !py.unknown
    %8 = py.constant(2 : si64) : !py.unknown
    %9 = py.constant(3 : si64) : !py.unknown
    %10 = py.build_tuple(%7, %8, %9) stars [] : (!py.unknown, !py.unknown, !py.unknown) -> !py.unknown
    %11 = py.getitem %10[%arg0] : (!py.unknown, !py.unknown) -> !py.unknown
    %12 = py.build_tuple(%arg0, %arg1) stars [] : (!py.unknown, !py.unknown) -> !py.unknown
    %13 = py.constant(1 : si64) : !py.unknown
    %14 = py.constant(2.500000e+00 : f64) : !py.unknown
    %15 = py.build_tuple(%13, %14) stars [] : (!py.unknown, !py.unknown) -> !py.unknown
    %16 = py.compare "lt" %12, %15 : (!py.unknown, !py.unknown) -> !py.unknown
    %17 = py.compare "in" %arg0, %10 : (!py.unknown, !py.unknown) -> !py.unknown
    %18 = py.binary "add" %2, %3#1 : (!py.unknown, !py.unknown) -> !py.unknown
    %19 = py.build_tuple(%11, %6, %16, %17, %18) stars [] : (!py.unknown, !py.unknown, !py.unknown, !py.unknown, !py.unknown) -> !py.unknown
    return %19 : !py.unknown
  }
}
