// pass: lower-maps
//
// Memory of a block's or a thread's own is apart from arguments: no detour. Memory of the launch's size is one for all arrays in it.
func.func @local(%a: !nd.array<f64, 1, "C">) {
  %own = simt.array "local" [3] : !nd.array<f64, 1, "C">
  nd.map_into %own(%a) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : !nd.array<f64, 1, "C">, (!nd.array<f64, 1, "C">) -> ()
  return
}
func.func @dynamic() {
  %one = simt.array "dynamic" [-1] : !nd.array<f64, 1, "C">
  %other = simt.array "dynamic" [-1] : !nd.array<f64, 1, "C">
  nd.map_into %one(%other) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : !nd.array<f64, 1, "C">, (!nd.array<f64, 1, "C">) -> ()
  return
}
