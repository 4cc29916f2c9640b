// pass: wrap-ufunc
// options: inputs=float64,float64 results=float64 outputs=float64

func.func private @scaled(%x: f64, %y: f64) -> f64 attributes {numlir.entry, numlir.name = "scaled"} {
  %c = arith.constant 2.5 : f64
  %p = arith.mulf %x, %c : f64
  %s = arith.addf %p, %y : f64
  return %s : f64
}
