// pass: inline-calls
// What `inline='always'` marks is taken, unless an error of its own may come out of it; what `'never'` marks is left, though it is small.
func.func private @always(%x: f64) -> f64 attributes {numlir.inline = "always"} {
  %0 = arith.mulf %x, %x : f64
  return %0 : f64
}
func.func private @several(%x: f64, %wrong: i1) -> f64 attributes {numlir.inline = "always"} {
  cf.cond_br %wrong, ^bad, ^good
^bad:
  nd.raise "ValueError" []
^good:
  return %x : f64
}
func.func private @calls(%x: f64, %wrong: i1) -> f64 attributes {numlir.inline = "always"} {
  %0 = call @several(%x, %wrong) : (f64, i1) -> f64
  return %0 : f64
}
func.func private @never(%x: f64) -> f64 attributes {numlir.inline = "never", numlir.library} {
  %0 = arith.addf %x, %x : f64
  return %0 : f64
}
func.func @f(%x: f64, %wrong: i1) -> f64 attributes {numlir.entry} {
  %0 = call @always(%x) : (f64) -> f64
  %1 = call @always(%0) : (f64) -> f64
  %2 = call @calls(%1, %wrong) : (f64, i1) -> f64
  %3 = call @never(%2) : (f64) -> f64
  return %3 : f64
}
