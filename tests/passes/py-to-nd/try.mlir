// pass: py-to-nd
func.func @f(%a: !nd.array<f64, 1, "C">, %i: si64) -> !py.optional<f64> attributes {numlir.name = "f"} {
  %0 = py.getitem %a[%i] {guarded} : (!nd.array<f64, 1, "C">, si64) -> f64
  %failed, %status = py.failed
  cf.cond_br %failed, ^handler(%status : si32), ^next
^handler(%s: si32):
  %e = py.catch %s : !py.caught
  %class = py.builtin "builtins.IndexError" : !py.builtin<"builtins.IndexError">
  %is = py.matches %e, %class : !py.caught, !py.builtin<"builtins.IndexError">
  cf.cond_br %is, ^none, ^on
^none:
  %n = py.constant(unit) : !py.none
  %r = py.cast %n : !py.none to !py.optional<f64>
  func.return %r : !py.optional<f64>
^on:
  py.raise %e : !py.caught
^next:
  %v = py.cast %0 : f64 to !py.optional<f64>
  func.return %v : !py.optional<f64>
}
