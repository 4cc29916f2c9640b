// pass: lower-reduce
//
// The maximum of a row on vectors, NaN apart.
func.func @f(%a: !nd.array<f32, 1, "C">) -> f32 {
  %n = nd.dim %a, 0 : !nd.array<f32, 1, "C">
  %s = nd.reduce "max" axes [0] (%n) (%a) {
  ^bb0(%x: f32):
    %r = math.absf %x : f32
    nd.yield %r : f32
  } : (!nd.array<f32, 1, "C">) -> f32
  return %s : f32
}
