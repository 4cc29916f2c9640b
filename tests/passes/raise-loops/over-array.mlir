// pass: raise-loops
//
// for x in a: not over a range.
func.func @f(%a: !nd.array<f64, 1, "C">, %zero: f64) -> f64 {
  %start = py.iter %a : (!nd.array<f64, 1, "C">) -> !py.iterator<!nd.array<f64, 1, "C">>
  cf.br ^head(%start, %zero : !py.iterator<!nd.array<f64, 1, "C">>, f64)
^head(%it: !py.iterator<!nd.array<f64, 1, "C">>, %s: f64):
  %has, %x, %rest = py.next %it : (!py.iterator<!nd.array<f64, 1, "C">>) -> (i1, f64, !py.iterator<!nd.array<f64, 1, "C">>)
  cf.cond_br %has, ^body, ^exit
^body:
  %t = py.binary "add" %s, %x : (f64, f64) -> f64
  cf.br ^head(%rest, %t : !py.iterator<!nd.array<f64, 1, "C">>, f64)
^exit:
  return %s : f64
}
