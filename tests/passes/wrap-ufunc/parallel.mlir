// pass: wrap-ufunc
// options: inputs=float64 results=float64 outputs=float64 parallel

// NumPy's loop gives blocks of independent operands to the loop over arrays.
func.func private @root(%x: f64) -> f64 attributes {numlir.entry, numlir.name = "root"} {
  %r = math.sqrt %x : f64
  return %r : f64
}
