// pass: expand-stencils
module {
  func.func private @k(%a: !py.unknown, %b: !py.unknown, %w: !py.unknown) -> !py.unknown attributes {numlir.stencil = "k.stencil", numlir.stencil_standard = ["b"], py.captures = 0 : i64, py.name = "k", py.parameters = ["a", "b", "w"], py.positional = 3 : i64, py.positional_only = 0 : i64, py.template} {
    %0 = py.constant(1 : si64) : !py.unknown
    %1 = py.unary "neg" %0 : (!py.unknown) -> !py.unknown
    %2 = py.constant(2 : si64) : !py.unknown
    %3 = py.build_tuple(%1, %2) stars [] : (!py.unknown, !py.unknown) -> !py.unknown
    %4 = py.getitem %a[%3] : (!py.unknown, !py.unknown) -> !py.unknown
    %5 = py.getitem %b[%2] : (!py.unknown, !py.unknown) -> !py.unknown
    %6 = py.binary "mul" %4, %5 : (!py.unknown, !py.unknown) -> !py.unknown
    %7 = py.binary "add" %6, %w : (!py.unknown, !py.unknown) -> !py.unknown
    return %7 : !py.unknown
  }
}
