// pass: lower-raises
//
// if n == 0: raise ValueError("empty", 3)
// else: n // m
func.func @f(%n: i64, %m: i64) -> i64 attributes {numlir.name = "f"} {
  %zero = arith.constant 0 : i64
  %empty = arith.cmpi eq, %n, %zero : i64
  cf.cond_br %empty, ^raise, ^divide
^raise:
  nd.raise "ValueError" ["empty", 3 : i64] loc("f.py":2:5 to :33)
^divide:
  %by_zero = arith.cmpi eq, %m, %zero : i64
  nd.raise_if %by_zero "ZeroDivisionError" ["integer division by zero"] loc("f.py":4:12 to :18)
  %q = arith.floordivsi %n, %m : i64
  return %q : i64
}
