// pass: split-generators
// An array that is live over a yield is kept with its reference; two yields have a root each; the constant is made anew.
func.func private @halves(%a: !nd.array<f64, 1, "C">, %c: i1) -> !nd.instance<"generator", [si64, si64, si64, !nd.array<f64, 1, "C">]> attributes {numlir.generator, numlir.name = "halves"} {
  %two = arith.constant 2 : i64
  %made = nd.create(%two) : !nd.array<f64, 1, "C">
  nd.suspend %a : !nd.array<f64, 1, "C">
  cf.cond_br %c, ^more, ^end
^more:
  %again = nd.create(%two) : !nd.array<f64, 1, "C">
  nd.suspend %made : !nd.array<f64, 1, "C">
  nd.suspend %again : !nd.array<f64, 1, "C">
  cf.br ^end
^end:
  %none = nd.undef : !nd.instance<"generator", [si64, si64, si64, !nd.array<f64, 1, "C">]>
  return %none : !nd.instance<"generator", [si64, si64, si64, !nd.array<f64, 1, "C">]>
}
