// pass: divide-by-constants
// A divisor of few bits takes two products, another one a correction; powers of two, negative divisors and floating-point dividends are left.
func.func private @f(%i: i64, %n: i32, %x: f64) -> (f64, f64, f32, f64, f64, f64) attributes {numlir.grid_kernel} {
  %short = arith.constant 65535.0 : f64
  %long = arith.constant 0.1 : f64
  %byte = arith.constant 255.0 : f32
  %power = arith.constant 8.0 : f64
  %negative = arith.constant -3.0 : f64
  %float = arith.uitofp %i : i64 to f64
  %single = arith.sitofp %n : i32 to f32
  %a = arith.divf %float, %short : f64
  %b = arith.divf %float, %long : f64
  %c = arith.divf %single, %byte : f32
  %d = arith.divf %float, %power : f64
  %e = arith.divf %float, %negative : f64
  %g = arith.divf %x, %short : f64
  return %a, %b, %c, %d, %e, %g : f64, f64, f32, f64, f64, f64
}
