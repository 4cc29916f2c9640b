//! The iteration space of a raised loop: the bounds of its `scf.for`, and how elements follow from the induction variable.

use crate::attributes::RANGE_ELEMENT;
use numlir_dialects::{
    build::{Builder, array_elements, integer_value},
    convert,
    ir::{Value, attribute_text},
    types::Type,
};

/// The largest constant step that is taken as it is. A loop by such a step cannot come near the end of `int64` in any
/// time unless it starts there.
const LARGEST_STEP: i64 = 1 << 31;

/// The iteration space of an `scf.for` over a range, and how elements follow from its induction variable.
pub struct Space<'c> {
    pub bounds: [Value<'c>; 3],
    element: Element<'c>,
    /// Whether the range is a `prange`.
    pub parallel: bool,
    /// How many iterations a chunk of a `prange` has, where the program says it.
    pub schedule: Option<i64>,
}

enum Element<'c> {
    /// The induction variable itself.
    Same,
    /// `~k`.
    Inverted,
    /// `start + k * step`.
    Scaled { start: Value<'c>, step: Value<'c> },
}

impl<'c> Space<'c> {
    /// The space of a range, computed where the builder stands.
    pub fn of(builder: &Builder<'c>, range: Value<'c>) -> Self {
        let index = |value| builder.convert("py.cast", value, builder.index_type());
        let constant = |value| builder.constant_int(builder.index_type(), value);
        let call = Call::of(range);
        let parallel = call.as_ref().is_some_and(|call| call.parallel);
        let schedule = call.as_ref().and_then(|call| call.schedule);
        let integer = range_integer(builder);
        let bounds = builder.op("py.range_bounds").operand(range).results([integer; 3]).insert();
        let [start, stop, step] = [bounds.result(0), bounds.result(1), bounds.result(2)];
        match call.and_then(|call| call.step) {
            Some(step) if (1..=LARGEST_STEP).contains(&step) => {
                Self { bounds: [index(start), index(stop), constant(step)], element: Element::Same, parallel, schedule }
            }
            Some(step) if (-LARGEST_STEP..0).contains(&step) => {
                let bounds = [index(invert(builder, start)), index(invert(builder, stop)), constant(-step)];
                Self { bounds, element: Element::Inverted, parallel, schedule }
            }
            _ => {
                let length = builder.convert("py.range_length", range, integer);
                let bounds = [constant(0), index(length), constant(1)];
                Self { bounds, element: Element::Scaled { start, step }, parallel, schedule }
            }
        }
    }

    /// The element of the range at a value of the induction variable.
    pub fn element(&self, builder: &Builder<'c>, induction: Value<'c>) -> Value<'c> {
        let position = builder.convert("py.cast", induction, range_integer(builder));
        match self.element {
            Element::Same => position,
            Element::Inverted => invert(builder, position),
            Element::Scaled { start, step } => {
                let offset = arithmetic(builder, "mul", position, step);
                let element = arithmetic(builder, "add", start, offset);
                let operation = element.defining_operation().expect("it has just been made");
                operation.set_attribute(RANGE_ELEMENT, builder.unit());
                element
            }
        }
    }
}

/// Whether a range is a `prange`.
pub fn is_prange(range: Value) -> bool {
    Call::of(range).is_some_and(|call| call.parallel)
}

/// The call that made a range: whether it is `prange`, and the step and the schedule where they are constants.
struct Call {
    parallel: bool,
    step: Option<i64>,
    schedule: Option<i64>,
}

impl Call {
    fn of(range: Value) -> Option<Self> {
        let call = range.defining_operation().filter(|operation| operation.is("py.call"))?;
        let Some(Type::Builtin(name)) = convert::from_mlir(call.operand(0).ty()) else { return None };
        let parallel = &*name == "numlir.prange";
        if !parallel && &*name != "builtins.range" {
            return None;
        }
        let keywords = call.attribute("keywords").and_then(array_elements).unwrap_or_default();
        let first_keyword = call.operand_count() - keywords.len();
        let named = |name: &str| {
            let place = keywords.iter().position(|keyword| attribute_text(*keyword) == Some(name))?;
            Some(call.operand(first_keyword + place))
        };
        let positional = |place: usize| (place < first_keyword).then(|| call.operand(place));
        let step = match positional(3).or_else(|| named("step")) {
            Some(step) => integer_constant(step),
            None => Some(1),
        };
        let schedule = positional(4).or_else(|| named("schedule")).and_then(integer_constant);
        Some(Self { parallel, step, schedule })
    }
}

fn integer_constant(value: Value) -> Option<i64> {
    let constant = value.defining_operation().filter(|operation| operation.is("py.constant"))?;
    integer_value(constant.attribute("value")?).map(|(_, value)| value)
}

fn range_integer<'c>(builder: &Builder<'c>) -> melior::ir::Type<'c> {
    convert::to_mlir(builder.context, &Type::INT64)
}

fn invert<'c>(builder: &Builder<'c>, value: Value<'c>) -> Value<'c> {
    builder.op("py.unary").attribute("op", builder.string("invert")).operand(value).result(value.ty()).value()
}

fn arithmetic<'c>(builder: &Builder<'c>, name: &str, lhs: Value<'c>, rhs: Value<'c>) -> Value<'c> {
    let operation = builder.op("py.binary").attribute("op", builder.string(name));
    operation.operand(lhs).operand(rhs).result(lhs.ty()).value()
}
