// pass: lower-maps
//
// Of one axis with unknown strides: flat or general. Of Fortran's order, the first axis is the innermost.
func.func @one_axis(%a: !nd.array<si32, 1, "A">) -> !nd.array<si32, 1, "C"> {
  %n = nd.dim %a, 0 : !nd.array<si32, 1, "A">
  %c = nd.map (%n) (%a) {
  ^bb0(%x: i32):
    %s = arith.addi %x, %x : i32
    nd.yield %s : i32
  } : (!nd.array<si32, 1, "A">) -> !nd.array<si32, 1, "C">
  return %c : !nd.array<si32, 1, "C">
}
func.func @two_axes(%a: !nd.array<f32, 2, "A">, %b: !nd.array<f32, 2, "F">) {
  nd.map_into %b(%a) {
  ^bb0(%x: f32):
    nd.yield %x : f32
  } : !nd.array<f32, 2, "F">, (!nd.array<f32, 2, "A">) -> ()
  return
}
// Where an array has a step that is not known, the other one that is contiguous is read place by place all the same, unless one of
// them is a number.
func.func @a_step(%a: !nd.array<f64, 1, "A">, %b: !nd.array<f64, 1, "C">, %n: i64) -> !nd.array<f64, 1, "C"> {
  %c = nd.map (%n) (%a, %b) {
  ^bb0(%x: f64, %y: f64):
    %s = arith.addf %x, %y : f64
    nd.yield %s : f64
  } : (!nd.array<f64, 1, "A">, !nd.array<f64, 1, "C">) -> !nd.array<f64, 1, "C">
  return %c : !nd.array<f64, 1, "C">
}
