// pass: distribute-threads
// options: debug
//
// The runtime is told of accesses, of barriers, and of the thread that fails.
module {
  llvm.func internal @kernel(%data: !llvm.ptr, %status: i32) -> i32 attributes {numlir.grid_kernel} {
    %shared = simt.memory "shared" 0 bytes 1024 align 16 : !llvm.ptr
    %i = simt.id "thread" 0
    %mine = llvm.getelementptr %shared[%i] : (!llvm.ptr, i32) -> !llvm.ptr, f32
    %x = llvm.load %data : !llvm.ptr -> f32
    llvm.store %x, %mine : f32, !llvm.ptr
    simt.barrier
    %y = llvm.atomicrmw fadd %shared, %x monotonic : !llvm.ptr, f32
    llvm.return %status : i32
  }
}
