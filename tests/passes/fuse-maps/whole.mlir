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
