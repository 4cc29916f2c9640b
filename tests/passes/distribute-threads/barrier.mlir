// pass: distribute-threads
// The loop's counter is a variable of the block, and the sum of each thread lives in scratch memory.
module {
  llvm.func internal @kernel(%data: !llvm.ptr, %n: i64) -> i32 attributes {numlir.grid_kernel} {
    %zero = llvm.mlir.constant(0 : i64) : i64
    %one = llvm.mlir.constant(1 : i64) : i64
    %start = llvm.mlir.constant(0.0 : f32) : f32
    %shared = simt.memory "shared" 0 bytes 1024 align 16 : !llvm.ptr
    %i = simt.id "thread" 0
    %mine = llvm.getelementptr %shared[%i] : (!llvm.ptr, i32) -> !llvm.ptr, f32
    cf.br ^loop(%zero, %start : i64, f32)
  ^loop(%k: i64, %sum: f32):
    %more = arith.cmpi slt, %k, %n : i64
    cf.cond_br %more, ^body, ^end
  ^body:
    %x = llvm.load %mine : !llvm.ptr -> f32
    simt.barrier
    %next = llvm.fadd %sum, %x : f32
    %k1 = llvm.add %k, %one : i64
    cf.br ^loop(%k1, %next : i64, f32)
  ^end:
    %at = llvm.getelementptr %data[%i] : (!llvm.ptr, i32) -> !llvm.ptr, f32
    llvm.store %sum, %at : f32, !llvm.ptr
    %ok = llvm.mlir.constant(0 : i32) : i32
    llvm.return %ok : i32
  }
}
