// pass: distribute-threads
// options: debug
// Threads that end before a barrier lead the block to its second form.
module {
  llvm.func internal @kernel(%data: !llvm.ptr, %n: i32) -> i32 attributes {numlir.grid_kernel} {
    %ok = llvm.mlir.constant(0 : i32) : i32
    %i = simt.id "thread" 0
    %outside = arith.cmpi sge, %i, %n : i32
    cf.cond_br %outside, ^end, ^on
  ^end:
    llvm.return %ok : i32
  ^on:
    simt.barrier
    %mask = llvm.mlir.constant(-1 : i32) : i32
    %value, %valid = simt.shuffle "down" %mask, %i, %n : i32 -> i32
    %at = llvm.getelementptr %data[%i] : (!llvm.ptr, i32) -> !llvm.ptr, i32
    llvm.store %value, %at : i32, !llvm.ptr
    llvm.return %ok : i32
  }
}
