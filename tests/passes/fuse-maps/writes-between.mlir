// pass: fuse-maps
//
// A write to what a producer reads keeps it where it stands; a write to a fresh array that the producer does not read, or the
// making of an array, does not. An unknown call may write what comes from elsewhere, but no array that stays here;
// one that is handed over does not stay. A function that only checks writes nothing.
!V = !nd.array<f64, 1, "C">
func.func private @unknown()
func.func @from_elsewhere(%a: !V, %b: !V, %i: i64, %v: f64) -> (f64, f64) {
  %n = nd.dim %a, 0 : !V
  %t = nd.map (%n) (%a) {
  ^bb0(%x: f64):
    %r = arith.negf %x : f64
    nd.yield %r : f64
  } : (!V) -> !V
  nd.store %v, %b[%i] : f64, !V
  %s = nd.reduce "add" axes [0] (%n) (%t) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!V) -> f64
  %u = nd.map (%n) (%a) {
  ^bb0(%x: f64):
    %r = arith.negf %x : f64
    nd.yield %r : f64
  } : (!V) -> !V
  %c = nd.create (%n) : !V
  nd.store %v, %c[%i] : f64, !V
  %w = nd.load %c[%i] : !V -> f64
  %q = nd.reduce "add" axes [0] (%n) (%u) {
  ^bb0(%x: f64):
    %r = arith.mulf %x, %w : f64
    nd.yield %r : f64
  } : (!V) -> f64
  return %s, %q : f64, f64
}
func.func @fresh(%n: i64, %i: i64, %v: f64) -> (f64, f64) {
  %c = nd.create zeroed (%n) : !V
  %t = nd.map (%n) (%c) {
  ^bb0(%x: f64):
    %r = arith.negf %x : f64
    nd.yield %r : f64
  } : (!V) -> !V
  func.call @unknown() : () -> ()
  %s = nd.reduce "add" axes [0] (%n) (%t) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!V) -> f64
  %u = nd.map (%n) (%c) {
  ^bb0(%x: f64):
    %r = arith.negf %x : f64
    nd.yield %r : f64
  } : (!V) -> !V
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  scf.for %k = %zero to %n step %one : i64 {
    nd.store %v, %c[%k] : f64, !V
  }
  %q = nd.reduce "add" axes [0] (%n) (%u) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!V) -> f64
  return %s, %q : f64, f64
}
func.func @into_c(%n: i64) -> f64 {
  %c = nd.create zeroed (%n) : !V
  %t = nd.map (%n) (%c) {
  ^bb0(%x: f64):
    %r = arith.negf %x : f64
    nd.yield %r : f64
  } : (!V) -> !V
  nd.call_c "numlir_fill" (%c) : (!V) -> ()
  %s = nd.reduce "add" axes [0] (%n) (%t) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!V) -> f64
  return %s : f64
}
func.func private @check(%n: i64, %m: i64) {
  %differs = arith.cmpi ne, %n, %m : i64
  nd.raise_if %differs "ValueError" ["lengths differ"]
  return
}
func.func @checked_between(%a: !V, %n: i64, %m: i64) -> f64 {
  %t = nd.map (%n) (%a) {
  ^bb0(%x: f64):
    %r = arith.negf %x : f64
    nd.yield %r : f64
  } : (!V) -> !V
  func.call @check(%n, %m) : (i64, i64) -> ()
  %s = nd.reduce "add" axes [0] (%n) (%t) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!V) -> f64
  return %s : f64
}
