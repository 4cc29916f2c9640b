// pass: nd-to-llvm
//
// A function that C calls: small integers by their sign, a complex number as its parts, zero after an error; and one without a result.
func.func @f(%a: i8, %b: i16, %z: complex<f64>, %p: i64) -> f64
    attributes {numlir.entry, numlir.name = "f", numlir.callback = ["signed", "unsigned", "plain", "plain", "plain"]} {
  %n = arith.constant 3 : i64
  %array = nd.pointed %p(%n) : !nd.array<f64, 1, "C">
  %zero = arith.constant 0 : i64
  %x = nd.load %array[%zero] : !nd.array<f64, 1, "C"> -> f64
  %re = complex.re %z : complex<f64>
  %sum = arith.addf %x, %re : f64
  %wide = arith.extsi %a : i8 to i64
  %failed = arith.cmpi eq, %wide, %zero : i64
  %site = arith.constant 1 : i32
  cf.cond_br %failed, ^fail, ^on
^on:
  return %sum : f64
^fail:
  nd.fail %site
}
func.func @g(%b: i1) attributes {numlir.entry, numlir.name = "g", numlir.callback = ["unsigned", "nothing"]} {
  return
}
