// pass: infer-types
// options: entry=f arguments=complex128,int64
// Every path of @f calls it: there is no type for the result.
func.func private @f(%z: !py.unknown, %n: !py.unknown) -> !py.unknown attributes {py.template, py.name = "f", py.parameters = ["z", "n"], py.positional = 2 : i64, py.positional_only = 0 : i64, py.captures = 0 : i64} {
  %f = py.function @f defaults [] : !py.unknown
  %r = py.call %f(%z, %n) keywords [] stars [] : (!py.unknown, !py.unknown, !py.unknown) -> !py.unknown
  return %r : !py.unknown
}
