// pass: lower-reduce
//
// Inputs that may be stretched: strides at run time, and a version for elements without gaps. The last axis is kept apart
// from the first, which is reduced too.
!M = !nd.array<f32, 3, "C">
!V = !nd.array<f32, 1, "C">
func.func @f(%a: !M, %b: !V, %k: i64, %m: i64, %n: i64) -> !V {
  %s = nd.reduce "mul" axes [0, 2] (%k, %m, %n) (%a, %b) {
  ^bb0(%x: f32, %y: f32):
    %r = arith.subf %x, %y : f32
    nd.yield %r : f32
  } : (!M, !V) -> !V
  return %s : !V
}
