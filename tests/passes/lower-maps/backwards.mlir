// pass: lower-maps
//
// Elements that are known to be near one another, here in the opposite order, are read on vectors; no version is left to be scalar.
func.func @backwards(%a: !nd.array<f64, 1, "C">) -> !nd.array<f64, 1, "C"> {
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %one = arith.constant 1 : i64
  %eight = arith.constant 8 : i64
  %back = arith.constant -8 : i64
  %last = arith.subi %n, %one : i64
  %offset = arith.muli %last, %eight : i64
  %b = nd.view %a[%offset](%n)(%back) : !nd.array<f64, 1, "C"> -> !nd.array<f64, 1, "A">
  %c = nd.map (%n) (%b) {
  ^bb0(%x: f64):
    %y = arith.addf %x, %x : f64
    nd.yield %y : f64
  } : (!nd.array<f64, 1, "A">) -> !nd.array<f64, 1, "C">
  return %c : !nd.array<f64, 1, "C">
}
