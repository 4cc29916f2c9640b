// pass: wrap-ufunc
// options: inputs=float64 results=float64 outputs=float64

// A math function may raise other flags on vectors: the kernel is called again where there are new ones.
func.func private @exp(%x: f64) -> f64 attributes {numlir.c, numlir.pure}
func.func private @decay(%x: f64) -> f64 attributes {numlir.entry, numlir.name = "decay"} {
  %r = call @exp(%x) : (f64) -> f64
  return %r : f64
}
