// pass: split-generators
// The parameter is written when the generator is made, the loop's counter at the yield; the caller's generator can only be this one.
func.func private @count(%n: i64) -> !nd.instance<"generator", [si64, si64, si64, si64]> attributes {numlir.generator, numlir.name = "count"} {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  cf.br ^head(%zero : i64)
^head(%i: i64):
  %more = arith.cmpi slt, %i, %n : i64
  cf.cond_br %more, ^body, ^end
^body:
  nd.suspend %i : i64
  %next = arith.addi %i, %one : i64
  cf.br ^head(%next : i64)
^end:
  %none = nd.undef : !nd.instance<"generator", [si64, si64, si64, si64]>
  return %none : !nd.instance<"generator", [si64, si64, si64, si64]>
}
func.func private @ask(%n: i64) {
  %g = func.call @count(%n) : (i64) -> !nd.instance<"generator", [si64, si64, si64, si64]>
  cf.br ^again(%g : !nd.instance<"generator", [si64, si64, si64, si64]>)
^again(%h: !nd.instance<"generator", [si64, si64, si64, si64]>):
  nd.resume %h : !nd.instance<"generator", [si64, si64, si64, si64]>
  cf.br ^again(%h : !nd.instance<"generator", [si64, si64, si64, si64]>)
}
func.func private @ask_any(%g: !nd.instance<"generator", [si64, si64, si64, si64]>) {
  nd.resume %g : !nd.instance<"generator", [si64, si64, si64, si64]>
  return
}
