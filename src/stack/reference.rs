//! `docs/stack-code.md`, made from the table of instructions.

use super::instruction::{DESCRIPTIONS, FORMAT_VERSION};
use std::fmt::Write;

/// The text of the reference page.
pub fn reference() -> String {
    let mut page = format!(
        "# Stack code, version {FORMAT_VERSION}\n\n\
         What a function is between its syntax tree and its control-flow graph. The page is made from the table in\n\
         `src/stack/instruction.rs`. The table is frozen: an instruction may be added, which raises the version, and none\n\
         changes its meaning.\n\n\
         The stack is shown with its top at the right. An instruction that jumps leaves the stack as shown where it goes\n\
         on; where it jumps, `POP_JUMP_IF_FALSE` and `FOR_ITERATOR` have dropped their operand, and `JUMP_IF_FALSE_OR_POP`\n\
         and `JUMP_IF_TRUE_OR_POP` have kept it. Inside a `try`, an instruction that may raise goes to the handler\n\
         of its place, with the stack cut to the handler's depth.\n\n\
         | instruction | operand | stack | may raise | meaning |\n\
         |---|---|---|---|---|\n"
    );
    for line in DESCRIPTIONS {
        let raises = match line.raises {
            "true" => "yes",
            "false" => "",
            _ => "depends on the operand",
        };
        // Writing to a string does not fail.
        let _ =
            writeln!(page, "| `{}` | {} | {} | {raises} | {} |", line.mnemonic, line.operand, line.stack, line.meaning);
    }
    page
}
