// pass: par-to-gpu
// Four elements at once where both arrays are aligned. What is written is not read: the letters are "r" and "w".
func.func @twice(%a: !nd.array<f32, 1, "C">, %b: !nd.array<f32, 1, "C">) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %size = nd.dim %a, 0 : !nd.array<f32, 1, "C">
  %n = arith.index_cast %size : i64 to index
  par.loop "map" (%zero) to (%n) step (%one) reduce [] () from () {
  ^bb0(%i: index):
    %k = arith.index_cast %i : index to i64
    %x = nd.load %a[%k] : !nd.array<f32, 1, "C"> -> f32
    %y = arith.addf %x, %x : f32
    nd.store %y, %b[%k] : f32, !nd.array<f32, 1, "C">
    par.yield
  } combine {
    par.yield
  } {numlir.elements, numlir.lanes = 4 : i64, numlir.whole} : () -> ()
  return
}
