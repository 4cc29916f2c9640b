// pass: distribute-threads
//
// A condition that all threads come to together, and that splits a row of them in two, begins a region of its own: the loop
// over it is two loops, each with one side.
module {
  llvm.func internal @kernel(%data: !llvm.ptr, %n: i64) -> i32 attributes {numlir.grid_kernel} {
    %one = llvm.mlir.constant(1 : i64) : i64
    %zero = llvm.mlir.constant(0 : i64) : i64
    %value = llvm.mlir.constant(1.0 : f32) : f32
    %ok = llvm.mlir.constant(0 : i32) : i32
    %i = simt.id "thread" 0
    %wide = arith.extsi %i : i32 to i64
    %mine = llvm.getelementptr %data[%i] : (!llvm.ptr, i32) -> !llvm.ptr, f32
    cf.br ^loop(%n : i64)
  ^loop(%s: i64):
    %more = arith.cmpi sgt, %s, %zero : i64
    cf.cond_br %more, ^body, ^end
  ^body:
    %below = arith.cmpi slt, %wide, %s : i64
    cf.cond_br %below, ^then, ^behind
  ^then:
    llvm.store %value, %mine : f32, !llvm.ptr
    cf.br ^behind
  ^behind:
    simt.barrier
    %half = llvm.ashr %s, %one : i64
    cf.br ^loop(%half : i64)
  ^end:
    llvm.return %ok : i32
  }
}
