// pass: expand-stencils
module {
  func.func private @k(%a: !py.unknown, %i: !py.unknown) -> !py.unknown attributes {numlir.stencil = "k.stencil", numlir.stencil_neighborhood = array<i64: -29, 0>, numlir.stencil_cval = 2.5 : f64, py.captures = 0 : i64, py.name = "k", py.parameters = ["a", "i"], py.positional = 2 : i64, py.positional_only = 0 : i64, py.template} {
    %0 = py.getitem %a[%i] : (!py.unknown, !py.unknown) -> !py.unknown
    return %0 : !py.unknown
  }
}
