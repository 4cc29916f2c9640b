// pass: place-releases
//
// A view of one array takes over its reference where the array dies; where that lives on, the view gets one of its own.
func.func @all(%n: i64) -> !nd.array<f64, 1, "C"> {
  %room = nd.create (%n) : !nd.array<f64, 1, "C">
  %zero = arith.constant 0 : i64
  %some = nd.view %room[%zero] (%n) () : !nd.array<f64, 1, "C"> -> !nd.array<f64, 1, "C">
  %any = nd.relayout %some : !nd.array<f64, 1, "C"> to !nd.array<f64, 1, "A">
  %first = nd.load %any[%zero] : !nd.array<f64, 1, "A"> -> f64
  nd.store %first, %some[%n] : f64, !nd.array<f64, 1, "C">
  return %some : !nd.array<f64, 1, "C">
}
func.func @twice(%n: i64) -> (!nd.array<f64, 1, "C">, !nd.array<f64, 1, "C">) {
  %room = nd.create (%n) : !nd.array<f64, 1, "C">
  %zero = arith.constant 0 : i64
  %some = nd.view %room[%zero] (%n) () : !nd.array<f64, 1, "C"> -> !nd.array<f64, 1, "C">
  return %some, %room : !nd.array<f64, 1, "C">, !nd.array<f64, 1, "C">
}
func.func @lives_on(%n: i64) -> !nd.array<f64, 1, "C"> {
  %room = nd.create (%n) : !nd.array<f64, 1, "C">
  %row = nd.view %room[%n] (%n) () : !nd.array<f64, 1, "C"> -> !nd.array<f64, 1, "C">
  cf.br ^on(%row : !nd.array<f64, 1, "C">)
^on(%b: !nd.array<f64, 1, "C">):
  %first = nd.load %room[%n] : !nd.array<f64, 1, "C"> -> f64
  nd.store %first, %b[%n] : f64, !nd.array<f64, 1, "C">
  return %b : !nd.array<f64, 1, "C">
}
// What is chosen among several may be the caller's.
func.func @chosen(%n: i64, %c: i1, %given: !nd.array<f64, 1, "C">) -> !nd.array<f64, 1, "C"> {
  %room = nd.create (%n) : !nd.array<f64, 1, "C">
  %one = arith.select %c, %room, %given : !nd.array<f64, 1, "C">
  %row = nd.view %one[%n] (%n) () : !nd.array<f64, 1, "C"> -> !nd.array<f64, 1, "C">
  return %row : !nd.array<f64, 1, "C">
}
