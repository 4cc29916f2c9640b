//! What CPython's instructions are called, where their names or numbers say an operator.

use crate::stack::Instruction;
use numlir_grammar::tree::{BinaryOp, CompareOp, UnaryOp};

/// The operators of `BINARY_OP`, by its argument; those of augmented assignments follow in the same order.
const BINARY: [BinaryOp; 13] = [
    BinaryOp::Add,
    BinaryOp::BitAnd,
    BinaryOp::FloorDiv,
    BinaryOp::LShift,
    BinaryOp::MatMult,
    BinaryOp::Mult,
    BinaryOp::Mod,
    BinaryOp::BitOr,
    BinaryOp::Pow,
    BinaryOp::RShift,
    BinaryOp::Sub,
    BinaryOp::Div,
    BinaryOp::BitXor,
];

/// `BINARY_OP`. From 3.14 on, subscripts are one of its operators.
pub fn binary(argument: u32) -> Option<Instruction> {
    let argument = argument as usize;
    match argument {
        0..13 => Some(Instruction::Binary(BINARY[argument])),
        13..26 => Some(Instruction::Inplace(BINARY[argument - 13])),
        26 => Some(Instruction::LoadItem),
        _ => None,
    }
}

pub fn unary(name: &str) -> Option<UnaryOp> {
    Some(match name {
        "UNARY_POSITIVE" => UnaryOp::UAdd,
        "UNARY_NEGATIVE" => UnaryOp::USub,
        "UNARY_INVERT" => UnaryOp::Invert,
        _ => return None,
    })
}

/// A comparison by its symbol; from 3.13 on, `bool(…)` may stand around it.
pub fn comparison(symbol: &str) -> Option<CompareOp> {
    Some(match symbol.trim_start_matches("bool(").trim_end_matches(')') {
        "<" => CompareOp::Lt,
        "<=" => CompareOp::LtE,
        "==" => CompareOp::Eq,
        "!=" => CompareOp::NotEq,
        ">" => CompareOp::Gt,
        ">=" => CompareOp::GtE,
        _ => return None,
    })
}

/// When a conditional jump that drops its operand jumps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    True,
    False,
    IsNone,
    IsNotNone,
}

/// What `LOAD_COMMON_CONSTANT` loads, by its argument.
pub const COMMON_CONSTANTS: [&str; 5] = ["AssertionError", "NotImplementedError", "tuple", "all", "any"];

/// The condition of a `POP_JUMP…`: 3.11 has one of each direction.
pub fn condition(name: &str) -> Option<Condition> {
    let rest = name.strip_prefix("POP_JUMP_")?;
    let rest = rest.strip_prefix("FORWARD_").or_else(|| rest.strip_prefix("BACKWARD_")).unwrap_or(rest);
    Some(match rest {
        "IF_TRUE" => Condition::True,
        "IF_FALSE" => Condition::False,
        "IF_NONE" => Condition::IsNone,
        "IF_NOT_NONE" => Condition::IsNotNone,
        _ => return None,
    })
}

/// Why an instruction is not compiled, in the user's words.
pub fn refusal(name: &str) -> String {
    match name {
        "IMPORT_NAME" | "IMPORT_FROM" => "'import' inside a compiled function is not compiled without its source",
        "BEFORE_WITH" | "LOAD_SPECIAL" | "WITH_EXCEPT_START" => "'with' is not compiled",
        "LOAD_BUILD_CLASS" => "'class' inside a compiled function is not compiled",
        "STORE_GLOBAL" | "DELETE_GLOBAL" => {
            "a global is assigned here; compiled functions cannot change global variables"
        }
        "DICT_UPDATE" | "DICT_MERGE" => "'**' is not compiled",
        "MATCH_CLASS" | "MATCH_KEYS" | "MATCH_MAPPING" | "MATCH_SEQUENCE" | "GET_LEN" => {
            "'match' is not compiled without its source"
        }
        "CHECK_EG_MATCH" => "'except*' is not compiled",
        _ => return format!("the instruction {name} is not compiled without its source"),
    }
    .to_owned()
}
