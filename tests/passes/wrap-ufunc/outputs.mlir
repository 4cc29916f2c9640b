// pass: wrap-ufunc, inline-calls
// options: inputs=float32 results=float32,bool outputs=float32,bool

// Several outputs; the kernel is in the loops.
func.func private @half(%x: f32) -> (f32, i1) attributes {numlir.entry, numlir.name = "half"} {
  %c = arith.constant 0.5 : f32
  %h = arith.mulf %x, %c : f32
  %zero = arith.constant 0.0 : f32
  %p = arith.cmpf ogt, %x, %zero : f32
  return %h, %p : f32, i1
}
