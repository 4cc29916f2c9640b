// pass: lower-reduce
//
// What NumPy converts in its buffer is summed in blocks of 8192 elements.
func.func @f(%a: !nd.array<f32, 1, "C">) -> f64 {
  %n = nd.dim %a, 0 : !nd.array<f32, 1, "C">
  %s = nd.reduce "add" axes [0] (%n) (%a) {
  ^bb0(%x: f32):
    %wide = arith.extf %x : f32 to f64
    nd.yield %wide : f64
  } {buffered} : (!nd.array<f32, 1, "C">) -> f64
  return %s : f64
}
