// pass: lower-raises
//
// The example of the pass: a wrap is a selection, a check a branch. Equal sites share a number.
func.func @f(%i: i64, %n: i64) -> (i64, i64, i64, i64) attributes {numlir.name = "f"} {
  %p = nd.index %i of %n wrap check loc("f.py":3:5 to :9)
  %q = nd.index %i of %n check loc("f.py":3:5 to :9)
  %r = nd.index %i of %n wrap
  %s = nd.index %i of %n
  return %p, %q, %r, %s : i64, i64, i64, i64
}
