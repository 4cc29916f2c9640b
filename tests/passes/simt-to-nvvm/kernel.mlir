// pass: simt-to-nvvm
module {
  llvm.func @exp(f64) -> f64
  llvm.func internal @"k(array(float64, 1d, C))"(%data: !llvm.ptr, %owner: !llvm.ptr, %n: i64) -> i32
      attributes {numlir.grid_kernel, numlir.parts = "don"} {
    %i = simt.position 0
    %shared = simt.memory "shared" 0 bytes 1024 align 16 : !llvm.ptr
    %at = llvm.getelementptr %data[%i] : (!llvm.ptr, i64) -> !llvm.ptr, f64
    %x = llvm.load %at : !llvm.ptr -> f64
    %mask = llvm.mlir.constant(-1 : i32) : i32
    %lane = simt.lane
    %y, %valid = simt.shuffle "down" %mask, %x, %lane : f64 -> f64
    %z = llvm.call @exp(%y) : (f64) -> f64
    llvm.store %z, %shared : f64, !llvm.ptr
    simt.barrier
    %ok = llvm.mlir.constant(0 : i32) : i32
    llvm.return %ok : i32
  }
}
