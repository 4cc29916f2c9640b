// pass: lower-maps
//
// Two parts of one array: in order where nothing is written before it is read, backwards where that is so, else by way of another array.
func.func @shifted(%a: !nd.array<f64, 1, "C">, %m: i64) {
  %zero = arith.constant 0 : i64
  %eight = arith.constant 8 : i64
  %b = nd.view %a[%zero](%m)() : !nd.array<f64, 1, "C"> -> !nd.array<f64, 1, "C">
  %c = nd.view %a[%eight](%m)() : !nd.array<f64, 1, "C"> -> !nd.array<f64, 1, "C">
  nd.map_into %c(%b) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : !nd.array<f64, 1, "C">, (!nd.array<f64, 1, "C">) -> ()
  return
}
