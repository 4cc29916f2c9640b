// pass: prove-indices
// Positions within tiles: how many tiles there are bounds where each begins, so that none is negative.
func.func private @f(%a: !nd.array<f32, 1, "C">, %x: f32) -> f32 attributes {numlir.grid_kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4_i64 = arith.constant 4 : i64
  %c15_i64 = arith.constant 15 : i64
  %c16_i64 = arith.constant 16 : i64
  %thread = simt.id "thread" 0
  %t = arith.extsi %thread : i32 to i64
  %n = nd.dim %a, 0 : <f32, 1, "C">
  %rounded = arith.addi %n, %c15_i64 : i64
  %tiles = arith.shrsi %rounded, %c4_i64 : i64
  %upper = arith.index_cast %tiles : i64 to index
  %r = scf.for %k = %c0 to %upper step %c1 iter_args(%acc = %x) -> (f32) {
    %tile = arith.index_cast %k : index to i64
    %begin = arith.muli %tile, %c16_i64 : i64
    %i = arith.addi %t, %begin : i64
    %inside = arith.cmpi slt, %i, %n : i64
    %next = scf.if %inside -> (f32) {
      %p = nd.index %i of %n wrap
      %v = nd.load %a[%p] : <f32, 1, "C"> -> f32
      %s = arith.addf %acc, %v : f32
      scf.yield %s : f32
    } else {
      scf.yield %acc : f32
    }
    simt.barrier
    scf.yield %next : f32
  }
  return %r : f32
}
