// pass: simt-to-nvvm
// options: debug
//
// In debug mode the status of a thread that failed is left where the host finds it.
module {
  llvm.func internal @"k(int64)"(%n: i64) -> i32 attributes {numlir.grid_kernel, numlir.parts = "n"} {
    %status = llvm.trunc %n : i64 to i32
    llvm.return %status : i32
  }
}
