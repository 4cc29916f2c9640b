// pass: wrap-ufunc
// options: inputs=int64,int64 results=int64 outputs=float32

// One loop, in order; what the kernel gives is converted.
func.func private @quotient(%x: i64, %y: i64) -> i64 attributes {numlir.entry, numlir.name = "quotient"} {
  %zero = arith.constant 0 : i64
  %bad = arith.cmpi eq, %y, %zero : i64
  nd.raise_if %bad "ZeroDivisionError" ["integer division or modulo by zero"]
  %q = arith.divsi %x, %y : i64
  return %q : i64
}
