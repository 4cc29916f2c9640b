// pass: fuse-maps
//
// The view of a whole array is the array, so that what is written to it is known to be what is read; other views are not.
func.func @f(%a: !nd.array<f64, 2, "A">, %c: f64) {
  %zero = arith.constant 0 : i64
  %m = nd.dim %a, 0 : !nd.array<f64, 2, "A">
  %n = nd.dim %a, 1 : !nd.array<f64, 2, "A">
  %s = nd.stride %a, 0 : !nd.array<f64, 2, "A">
  %t = nd.stride %a, 1 : !nd.array<f64, 2, "A">
  %whole = nd.view %a[%zero] (%m, %n) (%s, %t) : !nd.array<f64, 2, "A"> -> !nd.array<f64, 2, "A">
  nd.map_into %whole(%a) {
  ^bb0(%x: f64):
    %y = arith.addf %x, %c : f64
    nd.yield %y : f64
  } : !nd.array<f64, 2, "A">, (!nd.array<f64, 2, "A">) -> ()
  %turned = nd.view %a[%zero] (%n, %m) (%t, %s) : !nd.array<f64, 2, "A"> -> !nd.array<f64, 2, "A">
  nd.map_into %turned(%a) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : !nd.array<f64, 2, "A">, (!nd.array<f64, 2, "A">) -> ()
  %half = nd.view %a[%zero] (%m, %m) (%s, %t) : !nd.array<f64, 2, "A"> -> !nd.array<f64, 2, "A">
  nd.map_into %half(%a) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : !nd.array<f64, 2, "A">, (!nd.array<f64, 2, "A">) -> ()
  return
}
// So is the view of what a map computed, behind the error for other extents; that of another array says what is known of it.
func.func @compared(%a: !nd.array<f64, 1, "C">, %b: !nd.array<f64, 1, "C">, %mask: !nd.array<i1, 1, "C">, %n: i64) {
  %zero = arith.constant 0 : i64
  %m = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %computed = nd.map (%n) (%b) {
  ^bb0(%y: f64):
    %p = arith.cmpf ogt, %y, %y : f64
    nd.yield %p : i1
  } : (!nd.array<f64, 1, "C">) -> !nd.array<i1, 1, "C">
  %differ = arith.cmpi ne, %n, %m : i64
  nd.raise_if %differ "IndexError" ["extents differ"]
  %k = nd.dim %mask, 0 : !nd.array<i1, 1, "C">
  %others_differ = arith.cmpi ne, %k, %m : i64
  nd.raise_if %others_differ "IndexError" ["extents differ"]
  %one = nd.view %computed[%zero] (%m) () : !nd.array<i1, 1, "C"> -> !nd.array<i1, 1, "C">
  %other = nd.view %mask[%zero] (%m) () : !nd.array<i1, 1, "C"> -> !nd.array<i1, 1, "C">
  nd.map_into %a(%a, %one, %other) {
  ^bb0(%x: f64, %p: i1, %q: i1):
    %r = arith.andi %p, %q : i1
    %z = arith.addf %x, %x : f64
    %s = arith.select %r, %z, %x : f64
    nd.yield %s : f64
  } : !nd.array<f64, 1, "C">, (!nd.array<f64, 1, "C">, !nd.array<i1, 1, "C">, !nd.array<i1, 1, "C">) -> ()
  return
}
