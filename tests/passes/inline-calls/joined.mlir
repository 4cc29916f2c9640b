// pass: inline-calls
//
// A function of the library whose blocks only follow one another is one block. One with a choice stays a call.
func.func private @checked(%a: i64, %b: i64) -> i64 attributes {numlir.library} {
  %zero = arith.constant 0 : i64
  cf.br ^bb1(%zero : i64)
^bb1(%start: i64):
  %wrong = arith.cmpi ne, %a, %b : i64
  nd.raise_if %wrong "IndexError" ["{} and {}"](%a, %b)
  %sum = arith.addi %a, %start : i64
  cf.br ^bb2
^bb2:
  return %sum : i64
}
func.func private @chosen(%a: i64, %b: i64) -> i64 attributes {numlir.library} {
  %less = arith.cmpi slt, %a, %b : i64
  cf.cond_br %less, ^bb1, ^bb2
^bb1:
  return %a : i64
^bb2:
  return %b : i64
}
func.func @f(%a: i64, %b: i64) -> i64 {
  %c = call @checked(%a, %b) : (i64, i64) -> i64
  %d = call @chosen(%c, %b) : (i64, i64) -> i64
  return %d : i64
}
