// pass: nd-to-llvm
//
// Calls of functions that come as LLVM IR: arrays go as the addresses of their data, complex numbers as two, and memory of the frame last.
func.func @f(%a: !nd.array<f64, 1, "C">, %n: i64, %z: complex<f64>) -> (i64, complex<f64>) attributes {numlir.name = "f"} {
  %p = nd.call_llvm "numlir.llvm.stack" = "define i64 @numlir.llvm.stack(ptr %0)" frame 64 () : () -> i64
  %q, %w = nd.call_llvm "numlir.llvm.g" = "define {i64, double, double} @numlir.llvm.g(…)" (%a, %n, %z) : (!nd.array<f64, 1, "C">, i64, complex<f64>) -> (i64, complex<f64>)
  nd.call_llvm "numlir.llvm.h" = "define void @numlir.llvm.h(i64 %0)" (%p) : (i64) -> ()
  return %q, %w : i64, complex<f64>
}
