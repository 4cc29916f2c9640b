// pass: shape-kernel-loops
// options: kernels
// A count that is a constant is left to LLVM alone, a loop around a barrier is not unrolled, and with the option no function is
// touched that is no kernel.
func.func private @kernel(%n: index, %x: f64) -> f64 attributes {numlir.grid_kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %few = scf.for %k = %c0 to %c8 step %c1 iter_args(%acc = %x) -> (f64) {
    %s = arith.addf %acc, %x : f64
    scf.yield %s : f64
  }
  scf.for %k = %c0 to %n step %c1 {
    simt.barrier
  }
  return %few : f64
}
func.func private @other(%n: index, %x: f64) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %sum = scf.for %k = %c0 to %n step %c1 iter_args(%acc = %x) -> (f64) {
    %s = arith.addf %acc, %x : f64
    scf.yield %s : f64
  }
  return %sum : f64
}
