// pass: guard-recursion
// One function of each cycle asks; a function outside cycles does not, and neither does a C function.
func.func private @even(%n: i64) -> i64 {
  %r = func.call @odd(%n) : (i64) -> i64
  return %r : i64
}
func.func private @odd(%n: i64) -> i64 {
  %r = func.call @even(%n) : (i64) -> i64
  %s = func.call @leaf(%r) : (i64) -> i64
  return %s : i64
}
func.func private @self(%c: i1, %n: i64) -> i64 {
  %r = scf.if %c -> (i64) {
    %a = func.call @self(%c, %n) : (i1, i64) -> i64
    scf.yield %a : i64
  } else {
    scf.yield %n : i64
  }
  return %r : i64
}
func.func private @leaf(%n: i64) -> i64 {
  %x = func.call @labs(%n) : (i64) -> i64
  return %x : i64
}
func.func private @labs(i64) -> i64 attributes {numlir.c, numlir.pure}
