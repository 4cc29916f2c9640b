// pass: inline-calls
// Several blocks, recursion, and functions of the user's stay calls.
func.func private @branches(%x: f64, %c: i1) -> f64 attributes {numlir.library} {
  cf.cond_br %c, ^yes, ^no
^yes:
  return %x : f64
^no:
  %y = arith.negf %x : f64
  return %y : f64
}
func.func private @again(%x: f64) -> f64 attributes {numlir.library} {
  %r = call @again(%x) : (f64) -> f64
  return %r : f64
}
func.func private @users(%x: f64) -> f64 {
  return %x : f64
}
func.func private @unused(%x: f64) -> f64 attributes {numlir.library} {
  %r = call @again(%x) : (f64) -> f64
  return %r : f64
}
func.func @f(%a: f64, %c: i1) -> f64 {
  %0 = call @branches(%a, %c) : (f64, i1) -> f64
  %1 = call @again(%0) : (f64) -> f64
  %2 = call @users(%1) : (f64) -> f64
  return %2 : f64
}
