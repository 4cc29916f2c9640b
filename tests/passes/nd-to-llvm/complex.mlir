// pass: nd-to-llvm
//
// Complex arithmetic on parts, through branches and selections.
func.func @f(%a: !nd.array<complex<f64>, 1, "C">, %i: i64, %c: i1) -> (complex<f64>, i1, i1) attributes {numlir.name = "f"} {
  %x = nd.load %a[%i] : !nd.array<complex<f64>, 1, "C"> -> complex<f64>
  cf.br ^next(%x, %i : complex<f64>, i64)
^next(%y: complex<f64>, %j: i64):
  %p = complex.mul %x, %y : complex<f64>
  %d = complex.sub %p, %x : complex<f64>
  %n = complex.neg %d : complex<f64>
  %s = arith.select %c, %n, %y : complex<f64>
  %eq = complex.eq %s, %y : complex<f64>
  %ne = complex.neq %s, %y : complex<f64>
  nd.store %s, %a[%j] : complex<f64>, !nd.array<complex<f64>, 1, "C">
  nd.fill %s, %a : complex<f64>, !nd.array<complex<f64>, 1, "C">
  return %s, %eq, %ne : complex<f64>, i1, i1
}
