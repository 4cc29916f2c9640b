// pass: prove-indices
// options: version=false
//
// for i in range(n): a[i-1] + a[(i+1) % n]: a body that runs has 1 <= n, so n divides, the remainder is in range, and -1
// counts from the end.
func.func @f(%a: !nd.array<f64, 1, "C">, %b: !nd.array<f64, 1, "C">) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %two = arith.constant 2 : i64
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %u = arith.index_cast %n : i64 to index
  scf.for %k = %c0 to %u step %c1 {
    %i = arith.index_cast %k : index to i64
    %im = arith.subi %i, %one : i64
    %ip = arith.addi %i, %one : i64
    %no = arith.cmpi eq, %n, %zero : i64
    nd.raise_if %no "ZeroDivisionError" ["integer modulo by zero"]
    %next = arith.addi %n, %one : i64
    %special = arith.cmpi ult, %next, %two : i64
    %d = arith.select %special, %one, %n : i64
    %r = arith.remsi %ip, %d : i64
    %inexact = arith.cmpi ne, %r, %zero : i64
    %below = arith.cmpi slt, %r, %zero : i64
    %negative = arith.cmpi slt, %d, %zero : i64
    %differ = arith.xori %below, %negative : i1
    %adjust = arith.andi %inexact, %differ : i1
    %sum = arith.addi %r, %d : i64
    %m = arith.select %adjust, %sum, %r : i64
    %p = nd.index %im of %n wrap check
    %x = nd.load %a[%p] : !nd.array<f64, 1, "C"> -> f64
    %q = nd.index %m of %n wrap check
    %y = nd.load %a[%q] : !nd.array<f64, 1, "C"> -> f64
    %s = arith.addf %x, %y : f64
    nd.store %s, %b[%i] : f64, !nd.array<f64, 1, "C">
  }
  return
}
