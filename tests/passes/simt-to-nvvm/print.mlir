// pass: simt-to-nvvm
//
// What a thread prints lies in memory, 8 bytes for each value, for the driver's printf.
module {
  llvm.func internal @"k(int64)"(%n: i64, %x: f64, %b: i1) -> i32 attributes {numlir.grid_kernel, numlir.parts = "nnn"} {
    %status = llvm.mlir.constant(0 : i32) : i32
    simt.print "n %lld %f %s\0A" (%n, %x, %b : i64, f64, i1)
    simt.print "end\0A"
    llvm.return %status : i32
  }
}
