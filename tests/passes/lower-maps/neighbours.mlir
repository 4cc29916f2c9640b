// pass: lower-maps
//
// Three parts of one array, each a place ahead of the one before: each element is read once. What is far ahead is read by itself.
func.func @neighbours(%a: !nd.array<f64, 1, "C">, %m: i64) -> !nd.array<f64, 1, "C"> {
  %zero = arith.constant 0 : i64
  %eight = arith.constant 8 : i64
  %sixteen = arith.constant 16 : i64
  %far = arith.constant 80 : i64
  %b = nd.view %a[%zero](%m)() : !nd.array<f64, 1, "C"> -> !nd.array<f64, 1, "C">
  %c = nd.view %a[%eight](%m)() : !nd.array<f64, 1, "C"> -> !nd.array<f64, 1, "C">
  %d = nd.view %a[%sixteen](%m)() : !nd.array<f64, 1, "C"> -> !nd.array<f64, 1, "C">
  %e = nd.view %a[%far](%m)() : !nd.array<f64, 1, "C"> -> !nd.array<f64, 1, "C">
  %r = nd.map (%m) (%d, %b, %c, %e) {
  ^bb0(%x: f64, %y: f64, %z: f64, %w: f64):
    %s = arith.addf %x, %y : f64
    %t = arith.mulf %s, %z : f64
    %u = arith.subf %t, %w : f64
    nd.yield %u : f64
  } : (!nd.array<f64, 1, "C">, !nd.array<f64, 1, "C">, !nd.array<f64, 1, "C">, !nd.array<f64, 1, "C">) -> !nd.array<f64, 1, "C">
  return %r : !nd.array<f64, 1, "C">
}

// Along rows with gaps, two places apart: one loop, from the first place to the last.
func.func @with_gaps(%a: !nd.array<f64, 2, "A">, %m: i64, %n: i64) -> !nd.array<f64, 2, "C"> {
  %zero = arith.constant 0 : i64
  %two = arith.constant 2 : i64
  %row = nd.stride %a, 0 : !nd.array<f64, 2, "A">
  %place = nd.stride %a, 1 : !nd.array<f64, 2, "A">
  %behind = arith.muli %place, %two : i64
  %offset = arith.addi %row, %behind : i64
  %b = nd.view %a[%row](%m, %n)(%row, %place) : !nd.array<f64, 2, "A"> -> !nd.array<f64, 2, "A">
  %c = nd.view %a[%offset](%m, %n)(%row, %place) : !nd.array<f64, 2, "A"> -> !nd.array<f64, 2, "A">
  %r = nd.map (%m, %n) (%b, %c) {
  ^bb0(%x: f64, %y: f64):
    %s = arith.addf %x, %y : f64
    nd.yield %s : f64
  } : (!nd.array<f64, 2, "A">, !nd.array<f64, 2, "A">) -> !nd.array<f64, 2, "C">
  return %r : !nd.array<f64, 2, "C">
}
