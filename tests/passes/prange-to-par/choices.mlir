// pass: prange-to-par
// The last of equal extrema with its place needs a flag; so does a maximum that takes NaN. Of a place alone, what it stands for is compared.
func.func @last(%a: !nd.array<f64, 1, "C">, %n: index, %x: f64) -> (f64, i64) {
  %none = arith.constant -1 : i64
  %from = arith.constant 0 : index
  %step = arith.constant 1 : index
  %all:2 = scf.for %i = %from to %n step %step iter_args(%best = %x, %place = %none) -> (f64, i64) {
    %k = arith.index_cast %i : index to i64
    %v = nd.load %a[%k] : !nd.array<f64, 1, "C"> -> f64
    %better = arith.cmpf ole, %v, %best : f64
    %pair:2 = scf.if %better -> (f64, i64) {
      scf.yield %v, %k : f64, i64
    } else {
      scf.yield %best, %place : f64, i64
    }
    scf.yield %pair#0, %pair#1 : f64, i64
  } {numlir.prange}
  return %all#0, %all#1 : f64, i64
}
func.func @any(%a: !nd.array<f64, 1, "C">, %n: index, %x: f64) -> f64 {
  %from = arith.constant 0 : index
  %step = arith.constant 1 : index
  %all = scf.for %i = %from to %n step %step iter_args(%best = %x) -> (f64) {
    %k = arith.index_cast %i : index to i64
    %v = nd.load %a[%k] : !nd.array<f64, 1, "C"> -> f64
    %worse = arith.cmpf ogt, %best, %v : f64
    %next = arith.select %worse, %best, %v : f64
    scf.yield %next : f64
  } {numlir.prange}
  return %all : f64
}
func.func @place(%a: !nd.array<f64, 1, "C">, %n: index) -> i64 {
  %none = arith.constant 0 : i64
  %from = arith.constant 0 : index
  %step = arith.constant 1 : index
  %all = scf.for %i = %from to %n step %step iter_args(%place = %none) -> (i64) {
    %k = arith.index_cast %i : index to i64
    %v = nd.load %a[%k] : !nd.array<f64, 1, "C"> -> f64
    %best = nd.load %a[%place] : !nd.array<f64, 1, "C"> -> f64
    %better = arith.cmpf olt, %v, %best : f64
    %next = arith.select %better, %k, %place : i64
    scf.yield %next : i64
  } {numlir.prange}
  return %all : i64
}
// A record counts: how often the extremum changes depends on all iterations before.
func.func @records(%a: !nd.array<f64, 1, "C">, %n: index, %x: f64) -> (f64, i64) {
  %none = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %from = arith.constant 0 : index
  %step = arith.constant 1 : index
  %all:2 = scf.for %i = %from to %n step %step iter_args(%best = %x, %count = %none) -> (f64, i64) {
    %k = arith.index_cast %i : index to i64
    %v = nd.load %a[%k] : !nd.array<f64, 1, "C"> -> f64
    %better = arith.cmpf olt, %v, %best : f64
    %pair:2 = scf.if %better -> (f64, i64) {
      %more = arith.addi %count, %one : i64
      scf.yield %v, %more : f64, i64
    } else {
      scf.yield %best, %count : f64, i64
    }
    scf.yield %pair#0, %pair#1 : f64, i64
  } {numlir.prange}
  return %all#0, %all#1 : f64, i64
}
