// pass: lower-raises
func.func @f(%a: !nd.array<f64, 1, "C">, %i: i64) -> f64 attributes {numlir.name = "f"} {
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %status, %value = nd.try {
    %at = nd.index %i of %n wrap check
    %0 = nd.load %a[%at] : !nd.array<f64, 1, "C"> -> f64
    nd.try_yield %0 : f64
  } : i32, f64
  %none = arith.constant 0 : i32
  %failed = arith.cmpi ne, %status, %none : i32
  cf.cond_br %failed, ^handler(%status : i32), ^next
^handler(%s: i32):
  %is = nd.error_matches %s ["LookupError"]
  %minus = arith.constant -1.0 : f64
  cf.cond_br %is, ^done(%minus : f64), ^on
^on:
  nd.reraise %s
^next:
  cf.br ^done(%value : f64)
^done(%r: f64):
  %zero = arith.constant 0.0 : f64
  %bad = arith.cmpf oeq, %r, %zero : f64
  nd.raise_if %bad "ValueError" ["zero"]
  func.return %r : f64
}
