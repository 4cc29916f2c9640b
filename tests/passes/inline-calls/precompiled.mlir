// pass: inline-calls
// What exists as machine code stays a call: @extent. Where its argument is made for it alone and looked at once, it is seen through (@total),
// and in a loop (@spread). What only a body called that is not needed is gone.
func.func private @helper(%a: !nd.array<f64, 1, "C">) -> f64 attributes {numlir.library} {
  %n = nd.dim %a, 0 : <f64, 1, "C">
  %r = nd.reduce "max" axes [0](%n) (%a) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!nd.array<f64, 1, "C">) -> f64
  return %r : f64
}
func.func private @extent(%a: !nd.array<f64, 1, "C">) -> f64 attributes {numlir.library, numlir.precompiled = "numlir.library.extent"} {
  %x = call @helper(%a) : (!nd.array<f64, 1, "C">) -> f64
  %y = call @helper(%a) : (!nd.array<f64, 1, "C">) -> f64
  %r = arith.subf %x, %y : f64
  return %r : f64
}
func.func private @total(%a: !nd.array<f64, 1, "C">) -> f64 attributes {numlir.library, numlir.precompiled = "numlir.library.total"} {
  %n = nd.dim %a, 0 : <f64, 1, "C">
  %r = nd.reduce "add" axes [0](%n) (%a) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!nd.array<f64, 1, "C">) -> f64
  return %r : f64
}
func.func private @spread(%a: !nd.array<f64, 1, "C">) -> f64 attributes {numlir.library, numlir.precompiled = "numlir.library.spread"} {
  %n = nd.dim %a, 0 : <f64, 1, "C">
  %r = nd.reduce "min" axes [0](%n) (%a) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!nd.array<f64, 1, "C">) -> f64
  return %r : f64
}
func.func @f(%a: !nd.array<f64, 1, "C">, %k: index) -> f64 {
  %n = nd.dim %a, 0 : <f64, 1, "C">
  %doubled = nd.map(%n) (%a) {
  ^bb0(%x: f64):
    %y = arith.addf %x, %x : f64
    nd.yield %y : f64
  } : (!nd.array<f64, 1, "C">) -> !nd.array<f64, 1, "C">
  %first = call @extent(%a) : (!nd.array<f64, 1, "C">) -> f64
  %second = call @total(%doubled) : (!nd.array<f64, 1, "C">) -> f64
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %sum = arith.addf %first, %second : f64
  %r = scf.for %i = %zero to %k step %one iter_args(%s = %sum) -> (f64) {
    %q = func.call @spread(%a) : (!nd.array<f64, 1, "C">) -> f64
    %t = arith.addf %s, %q : f64
    scf.yield %t : f64
  }
  return %r : f64
}
