// pass: place-releases
//
// Owners come as on a stack, and at each of four places the function may fail: what fails later releases its own array, and goes on as what fails before.
// Where sets part behind what they have in common, there is a block as well.
func.func @f(%n: i64, %bad: i1) -> i64 {
  %status = arith.constant 1 : i32
  %x = nd.create (%n) : !nd.array<f64, 1, "C">
  cf.cond_br %bad, ^fail(%status : i32), ^first
^first:
  %y = nd.create (%n) : !nd.array<f64, 1, "C">
  cf.cond_br %bad, ^fail(%status : i32), ^second
^second:
  %z = nd.create (%n) : !nd.array<f64, 1, "C">
  cf.cond_br %bad, ^fail(%status : i32), ^third
^third:
  %use_z = nd.dim %z, 0 : !nd.array<f64, 1, "C">
  %w = nd.create (%n) : !nd.array<f64, 1, "C">
  cf.cond_br %bad, ^fail(%status : i32), ^end
^end:
  %use_w = nd.dim %w, 0 : !nd.array<f64, 1, "C">
  %use_y = nd.dim %y, 0 : !nd.array<f64, 1, "C">
  %use_x = nd.dim %x, 0 : !nd.array<f64, 1, "C">
  return %use_x : i64
^fail(%code: i32):
  nd.fail %code
}
