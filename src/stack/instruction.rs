//! The instructions of the stack code, in one table: the type, the mnemonics, the stack effects, the parser, the
//! printer and `docs/stack-code.md` all derive from it.
//!
//! The table is frozen: a line may be added, which raises [`FORMAT_VERSION`], and none may change its meaning.

use super::operand::{
    Arguments, Capture, Constant, Count, Depth, Formatting, FunctionShape, Local, Name, Operand, StarShape, Target,
};
use super::text::{Reader, TextError, Writer};
use numlir_grammar::tree::{BinaryOp, CompareOp, Span, UnaryOp};

/// The version of the stack code and of its text, the first line of every listing.
pub const FORMAT_VERSION: u32 = 3;

/// An instruction and the source text that made it.
#[derive(Clone, Debug, PartialEq)]
pub struct Located {
    pub instruction: Instruction,
    pub span: Span,
}

/// A line of the reference table.
pub struct Description {
    pub mnemonic: &'static str,
    pub operand: &'static str,
    pub stack: &'static str,
    pub raises: &'static str,
    pub meaning: &'static str,
}

macro_rules! instructions {
    ($(
        $name:ident $(($operand:ident: $type:ty))? $mnemonic:literal
        $pops:expr => $pushes:expr, raises $raises:expr, $stack:literal, $meaning:literal;
    )*) => {
        /// One step of the stack machine.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Instruction {
            $(#[doc = $meaning] $name $(($type))?,)*
        }

        #[allow(unused_variables, reason = "most effects do not depend on the operand")]
        impl Instruction {
            pub fn mnemonic(&self) -> &'static str {
                match self {
                    $(Self::$name $(($operand))? => $mnemonic,)*
                }
            }

            /// How many values the instruction takes off the stack where it does not jump.
            pub fn pops(&self) -> usize {
                match self {
                    $(Self::$name $(($operand))? => $pops,)*
                }
            }

            /// How many values the instruction puts onto the stack where it does not jump.
            pub fn pushes(&self) -> usize {
                match self {
                    $(Self::$name $(($operand))? => $pushes,)*
                }
            }

            /// Whether it may raise for operands of some type.
            /// `LOAD_LOCAL` and `CHECK_LOCAL` raise as well, where the variable may have no value.
            pub fn raises(&self) -> bool {
                match self {
                    $(Self::$name $(($operand))? => $raises,)*
                }
            }

            pub(super) fn write_operand(&self, writer: &mut Writer) {
                match self {
                    $(Self::$name $(($operand))? => { $($operand.write(writer);)? })*
                }
            }

            pub(super) fn read(mnemonic: &str, reader: &mut Reader) -> Result<Self, TextError> {
                match mnemonic {
                    $($mnemonic => Ok(Self::$name $((<$type>::read(reader)?))?),)*
                    _ => Err(reader.error(format!("'{mnemonic}' is not an instruction"))),
                }
            }
        }

        /// The reference table, in the order of the instructions.
        pub const DESCRIPTIONS: &[Description] = &[$(Description {
            mnemonic: $mnemonic,
            operand: concat!("" $(, stringify!($operand))?),
            stack: $stack,
            raises: stringify!($raises),
            meaning: $meaning,
        },)*];
    };
}

instructions! {
    PopTop "POP_TOP" 1 => 0, raises false, "a →", "Drops a value.";
    Copy(depth: Depth) "COPY" 0 => 1, raises false, "a … → a … a", "Pushes the value at the depth again; depth 1 is the top.";
    Swap(depth: Depth) "SWAP" 0 => 0, raises false, "a … b → b … a", "Exchanges the top with the value at the depth.";
    LoadConstant(constant: Constant) "LOAD_CONSTANT" 0 => 1, raises false, "→ constant", "Pushes a constant.";
    LoadLocal(local: Local) "LOAD_LOCAL" 0 => 1, raises false, "→ value", "Pushes the value of a local variable; raises UnboundLocalError where it has none.";
    StoreLocal(local: Local) "STORE_LOCAL" 1 => 0, raises false, "value →", "Binds a local variable.";
    DeleteLocal(local: Local) "DELETE_LOCAL" 0 => 0, raises false, "→", "Unbinds a local variable.";
    CheckLocal(local: Local) "CHECK_LOCAL" 0 => 0, raises false, "→", "Raises UnboundLocalError where a local variable has no value.";
    LoadCapture(capture: Capture) "LOAD_CAPTURE" 0 => 1, raises false, "→ value", "Pushes a variable of an enclosing function.";
    LoadSelf "LOAD_SELF" 0 => 1, raises false, "→ function", "Pushes the function being executed, with its captures.";
    LoadGlobal(name: Name) "LOAD_GLOBAL" 0 => 1, raises false, "→ value", "Pushes the meaning of a name that is not local: a global or a builtin.";
    LoadBuiltin(name: Name) "LOAD_BUILTIN" 0 => 1, raises false, "→ value", "Pushes a builtin, whatever the module binds its name to.";
    LoadAttribute(name: Name) "LOAD_ATTRIBUTE" 1 => 1, raises true, "object → value", "Reads an attribute.";
    StoreAttribute(name: Name) "STORE_ATTRIBUTE" 2 => 0, raises true, "value object →", "Writes an attribute.";
    LoadItem "LOAD_ITEM" 2 => 1, raises true, "object index → value", "Reads `object[index]`.";
    StoreItem "STORE_ITEM" 3 => 0, raises true, "value object index →", "Writes `object[index]`.";
    DeleteItem "DELETE_ITEM" 2 => 0, raises true, "object index →", "Deletes `object[index]`.";
    BuildSlice "BUILD_SLICE" 3 => 1, raises false, "start stop step → slice", "Makes a slice; an absent bound is None.";
    Binary(operator: BinaryOp) "BINARY" 2 => 1, raises true, "left right → value", "Applies a binary operator.";
    Inplace(operator: BinaryOp) "INPLACE" 2 => 1, raises true, "left right → value", "Applies the operator of an augmented assignment.";
    Unary(operator: UnaryOp) "UNARY" 1 => 1, raises true, "operand → value", "Applies `+`, `-` or `~`.";
    Compare(operator: CompareOp) "COMPARE" 2 => 1, raises !matches!(operator, CompareOp::Is | CompareOp::IsNot), "left right → value", "Applies a comparison.";
    Truth "TRUTH" 1 => 1, raises true, "value → boolean", "Tests a value as `bool` does.";
    Not "NOT" 1 => 1, raises false, "boolean → boolean", "Negates the result of TRUTH.";
    BuildTuple(elements: Arguments) "BUILD_TUPLE" elements.0.len() => 1, raises elements.has_star(), "elements… → tuple", "Makes a tuple; `*` elements are spread.";
    BuildList(elements: Arguments) "BUILD_LIST" elements.0.len() => 1, raises elements.has_star(), "elements… → list", "Makes a list; `*` elements are spread.";
    BuildSet(elements: Arguments) "BUILD_SET" elements.0.len() => 1, raises true, "elements… → set", "Makes a set; `*` elements are spread.";
    BuildDict(count: Count) "BUILD_DICT" 2 * count.0 as usize => 1, raises true, "(key value)… → dict", "Makes a dictionary of so many entries.";
    ListAppend(depth: Depth) "LIST_APPEND" 1 => 0, raises false, "list … value → list …", "Appends to the list at the depth below the value.";
    SetAdd(depth: Depth) "SET_ADD" 1 => 0, raises true, "set … value → set …", "Adds to the set at the depth below the value.";
    DictAdd(depth: Depth) "DICT_ADD" 2 => 0, raises true, "dict … key value → dict …", "Adds an entry to the dictionary at the depth below the key.";
    Unpack(count: Count) "UNPACK" 1 => count.0 as usize, raises true, "value → elements…", "Takes exactly so many elements apart; the first comes to the top.";
    UnpackStar(shape: StarShape) "UNPACK_STAR" 1 => shape.before as usize + 1 + shape.after as usize, raises true, "value → elements…", "Takes elements apart, with one list of the rest between `before` and `after`; the first comes to the top.";
    MatchLength(count: Count) "MATCH_LENGTH" 1 => 1, raises false, "value → boolean", "Tests whether a value is a sequence of exactly so many elements.";
    MatchLengthStar(count: Count) "MATCH_LENGTH_STAR" 1 => 1, raises false, "value → boolean", "Tests whether a value is a sequence of at least so many elements.";
    MatchValue "MATCH_VALUE" 2 => 1, raises true, "value pattern → value", "Compares with `==`; what could never be equal is False, and no error.";
    GetIterator "GET_ITERATOR" 1 => 1, raises true, "value → iterator", "Makes an iterator.";
    ForIterator(target: Target) "FOR_ITERATOR" 1 => 2, raises true, "iterator → iterator element", "Advances the iterator; at its end drops it and jumps.";
    Call(arguments: Arguments) "CALL" 1 + arguments.0.len() => 1, raises true, "callee arguments… → value", "Calls; the operand tells the kind of each argument.";
    MakeFunction(shape: FunctionShape) "MAKE_FUNCTION" shape.pops() => 1, raises false, "captures… defaults… keyword_defaults… → function", "Makes a function from a nested code.";
    Format(formatting: Formatting) "FORMAT" 1 + usize::from(formatting.spec) => 1, raises true, "value spec? → string", "Formats a value, after the conversion `s`, `r` or `a`.";
    Join(count: Count) "JOIN" count.0 as usize => 1, raises false, "strings… → string", "Concatenates strings.";
    Jump(target: Target) "JUMP" 0 => 0, raises false, "→", "Jumps.";
    PopJumpIfFalse(target: Target) "POP_JUMP_IF_FALSE" 1 => 0, raises false, "boolean →", "Jumps where the boolean is false.";
    JumpIfFalseOrPop(target: Target) "JUMP_IF_FALSE_OR_POP" 1 => 0, raises false, "boolean →", "Jumps with the boolean kept where it is false.";
    JumpIfTrueOrPop(target: Target) "JUMP_IF_TRUE_OR_POP" 1 => 0, raises false, "boolean →", "Jumps with the boolean kept where it is true.";
    Yield "YIELD" 1 => 1, raises false, "value → sent", "Hands a value to whoever asked the generator for one, and goes on when the next is asked for; what is sent is None.";
    Return "RETURN" 1 => 0, raises false, "value →", "Returns from the function.";
    Raise(count: Count) "RAISE" count.0 as usize => 0, raises true, "exception? cause? →", "Raises the exception, from the cause; without either, raises the one being handled by a caller.";
    PushException "PUSH_EXCEPTION" 0 => 1, raises false, "→ exception", "Pushes the exception being handled; the first instruction of a handler.";
    MatchException "MATCH_EXCEPTION" 1 => 1, raises false, "exception class → exception boolean", "Tests whether the exception is an instance of the class or of one of a tuple of classes.";
}

impl Instruction {
    /// The instruction it may jump to.
    pub fn target(&self) -> Option<Target> {
        match self {
            Self::ForIterator(target)
            | Self::Jump(target)
            | Self::PopJumpIfFalse(target)
            | Self::JumpIfFalseOrPop(target)
            | Self::JumpIfTrueOrPop(target) => Some(*target),
            _ => None,
        }
    }

    /// The same, to be set when the place of a label is known.
    pub(crate) fn target_mut(&mut self) -> Option<&mut Target> {
        match self {
            Self::ForIterator(target)
            | Self::Jump(target)
            | Self::PopJumpIfFalse(target)
            | Self::JumpIfFalseOrPop(target)
            | Self::JumpIfTrueOrPop(target) => Some(target),
            _ => None,
        }
    }

    /// Whether control never goes on to the next instruction.
    pub fn ends_control(&self) -> bool {
        matches!(self, Self::Jump(_) | Self::Return | Self::Raise(_))
    }

    /// Whether the instruction is the last of its basic block in any case.
    pub fn ends_block(&self) -> bool {
        self.ends_control() || self.target().is_some()
    }

    /// By how much the stack is deeper where the instruction jumps, against before it.
    pub fn jump_effect(&self) -> isize {
        match self {
            Self::ForIterator(_) | Self::PopJumpIfFalse(_) => -1,
            _ => 0,
        }
    }

    /// By how much the stack is deeper where control goes on, against before it.
    pub fn effect(&self) -> isize {
        self.pushes() as isize - self.pops() as isize
    }
}
