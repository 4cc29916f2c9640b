//! Which registers hold a truth value of the graph itself, and so are `i1` before anything is inferred.

use crate::{
    flow::{
        Function,
        graph::{Op, Register},
    },
    stack::Constant,
};
use numlir_grammar::tree::UnaryOp;
use petgraph::visit::{EdgeRef, IntoEdgeReferences};
use std::collections::{HashMap, HashSet};

/// The registers that tests and boolean constants define, and the block arguments that only such registers reach.
pub fn of(function: &Function) -> HashSet<Register> {
    let graph = &function.graph;
    let mut booleans = HashSet::new();
    for node in graph.node_indices() {
        for instruction in &graph[node].instructions {
            let is_test = matches!(
                instruction.op,
                Op::Truth(_)
                    | Op::Unary(UnaryOp::Not, _)
                    | Op::Next(_)
                    | Op::MatchLength { .. }
                    | Op::ExceptionMatches(..)
                    | Op::Constant(Constant::Bool(_))
            );
            if let (true, Some(&result)) = (is_test, instruction.results.first()) {
                booleans.insert(result);
            }
        }
        if node != function.entry {
            booleans.extend(graph[node].parameters.iter().map(|parameter| parameter.register));
        }
    }
    let mut flows: HashMap<Register, Vec<Register>> = HashMap::new();
    for edge in graph.edge_references() {
        let parameters = &graph[edge.target()].parameters;
        for (&argument, parameter) in edge.weight().arguments.iter().zip(parameters) {
            flows.entry(argument).or_default().push(parameter.register);
        }
    }
    let mut others: Vec<Register> = flows.keys().copied().filter(|register| !booleans.contains(register)).collect();
    while let Some(register) = others.pop() {
        for &parameter in flows.get(&register).into_iter().flatten() {
            if booleans.remove(&parameter) {
                others.push(parameter);
            }
        }
    }
    booleans
}
