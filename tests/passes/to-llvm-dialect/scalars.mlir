// pass: to-llvm-dialect
llvm.func internal @f(%x: f64, %n: i64, %c: i1) -> f64 {
  %r = math.sqrt %x : f64
  %two = arith.constant 2.0 : f64
  %y = arith.mulf %r, %two fastmath<fast> : f64
  cf.cond_br %c, ^a, ^b(%y : f64)
^a:
  %m = arith.muli %n, %n : i64
  %z = arith.sitofp %m : i64 to f64
  cf.br ^b(%z : f64)
^b(%v: f64):
  llvm.return %v : f64
}
