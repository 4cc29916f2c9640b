// pass: place-releases
//
// One array as two arguments and as two results: moved once, retained for the other. Frozen and undefined arrays are
// not counted.
func.func @f(%n: i64, %c: i1) -> (!nd.array<f64, 1, "C">, !nd.array<f64, 1, "C">) {
  %x = nd.create (%n) : !nd.array<f64, 1, "C">
  %unused = nd.create (%n) : !nd.array<f64, 1, "C">
  %frozen = nd.frozen "numlir.frozen.0" [3] [8] : !nd.array<f64, 1, "C">
  %nothing = nd.undef : !nd.array<f64, 1, "C">
  cf.cond_br %c, ^join(%x, %x : !nd.array<f64, 1, "C">, !nd.array<f64, 1, "C">),
                 ^join(%frozen, %nothing : !nd.array<f64, 1, "C">, !nd.array<f64, 1, "C">)
^join(%a: !nd.array<f64, 1, "C">, %b: !nd.array<f64, 1, "C">):
  return %a, %a : !nd.array<f64, 1, "C">, !nd.array<f64, 1, "C">
}
