// pass: shape-kernel-loops
// A range by a step that is known at run time, with a loop inside, so that it is not unrolled: it counts what is left.
func.func private @f(%stop: i64, %m: index, %x: f64) -> f64 attributes {numlir.grid_kernel} {
  %start = simt.position 0
  %step = simt.extent 0
  %c0_i64 = arith.constant 0 : i64
  %c1_i64 = arith.constant 1 : i64
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %divisor = arith.maxui %step, %c1_i64 : i64
  %runs = arith.cmpi slt, %start, %stop : i64
  %distance = arith.subi %stop, %start : i64
  %last = arith.subi %distance, %c1_i64 : i64
  %quotient = arith.divui %last, %divisor : i64
  %count = arith.addi %quotient, %c1_i64 : i64
  %length = arith.select %runs, %count, %c0_i64 : i64
  %n = arith.index_cast %length : i64 to index
  %sum = scf.for %k = %c0 to %n step %c1 iter_args(%acc = %x) -> (f64) {
    %position = arith.index_cast %k : index to i64
    %scaled = arith.muli %position, %step : i64
    %i = arith.addi %start, %scaled {numlir.range_element} : i64
    %inner = scf.for %j = %c0 to %m step %c1 iter_args(%a = %acc) -> (f64) {
      %float = arith.sitofp %i : i64 to f64
      %b = arith.addf %a, %float : f64
      scf.yield %b : f64
    }
    scf.yield %inner : f64
  }
  return %sum : f64
}
