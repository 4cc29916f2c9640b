// pass: simt-to-nvvm
// A function for other code, by numba's convention: a status, and both results where the first parameter says. Owners are not passed.
llvm.func internal @first(%data: !llvm.ptr, %owner: !llvm.ptr, %n: i64, %flag: i1) -> !llvm.struct<(i32, f64, i1)> attributes {
    numlir.grid_kernel, numlir.parts = "donn", numlir.convention = "numba", numlir.exported = "first_of", numlir.results = [f64, i1]} {
  %x = llvm.load %data : !llvm.ptr -> f64
  %status = llvm.mlir.constant(0 : i32) : i32
  %none = llvm.mlir.undef : !llvm.struct<(i32, f64, i1)>
  %a = llvm.insertvalue %status, %none[0] : !llvm.struct<(i32, f64, i1)>
  %b = llvm.insertvalue %x, %a[1] : !llvm.struct<(i32, f64, i1)>
  %c = llvm.insertvalue %flag, %b[2] : !llvm.struct<(i32, f64, i1)>
  llvm.return %c : !llvm.struct<(i32, f64, i1)>
}
