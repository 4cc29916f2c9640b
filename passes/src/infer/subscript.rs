//! Basic indexing: what each part of `a[i, 1:-1, ..., None]` does with the axes of an array, known from the types.

use super::{
    operation::{Message, typing},
    rules::is_index,
};
use numlir_dialects::types::{Array, Layout, Scalar, Type};
use std::sync::Arc;

/// The most axes that compiled code addresses.
pub const MOST_AXES: usize = 32;

/// What becomes of an axis. `of` is the place among the indices.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// An integer takes its axis away.
    Position { of: usize, scalar: Scalar },
    /// A slice, by the types of its bounds.
    Slice { of: usize, bounds: Arc<[Type]> },
    /// An axis that no index names.
    Whole,
    /// A new axis of extent 1.
    New,
}

/// An index that integers, slices, `None` and `...` make.
#[derive(Clone, Debug, PartialEq)]
pub struct Subscript {
    pub parts: Vec<Part>,
    /// Whether it gives an element and no view of one: each axis has its integer, there is no `...`, and the elements are
    /// no records.
    pub is_element: bool,
}

/// The indices that an index is made of.
pub fn indices(index: &Type) -> &[Type] {
    match index {
        Type::Tuple(elements) => elements,
        other => std::slice::from_ref(other),
    }
}

/// Whether a type is that of `...`.
pub fn is_ellipsis(ty: &Type) -> bool {
    matches!(ty, Type::Builtin(name) if name.as_ref() == "builtins.Ellipsis")
}

impl Subscript {
    /// The parts of an index; `None` where an index is no basic one.
    ///
    /// # Errors
    /// An index that arrays do not have, or more than there are axes.
    pub fn of(array: &Array, index: &Type) -> Result<Option<Self>, Message> {
        let indices = indices(index);
        let mut used = 0;
        let mut ellipses = 0;
        for index in indices {
            match index {
                Type::Scalar(scalar) if is_index(*scalar) => used += 1,
                Type::Slice(_) => used += 1,
                Type::None => {}
                other if is_ellipsis(other) => ellipses += 1,
                Type::Scalar(_) => {
                    return Err(typing("array-index", format!("array indices must be integers, not {index}")));
                }
                Type::Array(_) | Type::List(_) | Type::Range => return Ok(None),
                other => return Err(typing("array-index", format!("arrays cannot be indexed with {other}"))),
            }
        }
        if ellipses > 1 {
            return Err(typing("array-index", "an index can only have a single ellipsis ('...')"));
        }
        let rank = usize::from(array.rank);
        if used > rank {
            return Err(too_many(array, used));
        }
        let mut parts = Vec::with_capacity(indices.len() + rank - used);
        for (of, index) in indices.iter().enumerate() {
            match index {
                Type::Scalar(scalar) => parts.push(Part::Position { of, scalar: *scalar }),
                Type::Slice(bounds) if bounds.iter().all(|bound| *bound == Type::None) => parts.push(Part::Whole),
                Type::Slice(bounds) => parts.push(Part::Slice { of, bounds: bounds.clone() }),
                Type::None => parts.push(Part::New),
                _ => parts.extend(std::iter::repeat_n(Part::Whole, rank - used)),
            }
        }
        if ellipses == 0 {
            parts.extend(std::iter::repeat_n(Part::Whole, rank - used));
        }
        let is_element = ellipses == 0
            && array.element.record().is_none()
            && parts.iter().all(|part| matches!(part, Part::Position { .. }));
        let subscript = Self { parts, is_element };
        if subscript.rank() > MOST_AXES {
            return Err(typing(
                "array-index",
                format!("a view of {} dimensions, more than {MOST_AXES}", subscript.rank()),
            ));
        }
        Ok(Some(subscript))
    }

    fn rank(&self) -> usize {
        self.parts.iter().filter(|part| !matches!(part, Part::Position { .. })).count()
    }

    /// How many leading axes have integers, where all others are whole.
    pub fn leading_positions(&self) -> Option<usize> {
        let count = self.parts.iter().take_while(|part| matches!(part, Part::Position { .. })).count();
        self.parts[count..].iter().all(|part| *part == Part::Whole).then_some(count)
    }

    /// The type of what the index gives.
    pub fn result(&self, array: &Array) -> Type {
        match self.is_element {
            true => array.element.value(),
            false => Type::Array(self.view(array)),
        }
    }

    /// The type of the view that the index gives.
    pub fn view(&self, array: &Array) -> Array {
        let contiguous = match array.layout {
            Layout::C => keeps_contiguity(self.parts.iter()),
            Layout::F => keeps_contiguity(self.parts.iter().rev()),
            Layout::Any => false,
        };
        let rank = self.rank() as u8;
        let layout = match array.layout {
            _ if rank == 0 => Layout::C,
            layout if contiguous && (rank > 1 || layout == Layout::C) => layout,
            Layout::F if contiguous => Layout::C,
            _ => Layout::Any,
        };
        Array { rank, layout, ..*array }
    }
}

/// Whether what is selected is contiguous, from the slowest axis to the fastest: positions, then at most one slice without
/// a step, then whole axes. New axes change nothing.
fn keeps_contiguity<'p>(slowest_first: impl Iterator<Item = &'p Part>) -> bool {
    let mut begun = false;
    for part in slowest_first {
        match part {
            Part::New => {}
            Part::Position { .. } if begun => return false,
            Part::Slice { .. } if begun => return false,
            Part::Slice { bounds, .. } if bounds[2] != Type::None => return false,
            Part::Position { .. } => {}
            Part::Slice { .. } | Part::Whole => begun = true,
        }
    }
    true
}

fn too_many(array: &Array, count: usize) -> Message {
    let message = format!(
        "too many indices: {} has {} {}, but {count} were indexed",
        Type::Array(*array),
        array.rank,
        if array.rank == 1 { "axis" } else { "axes" },
    );
    typing("too-many-indices", message)
}

/// An index with arrays in it: what of it is basic, and what selects positions.
#[derive(Clone, Debug, PartialEq)]
pub struct Fancy {
    /// The axes of the array and the new ones, in order. An axis that positions select is whole.
    pub parts: Vec<Part>,
    /// Which of the indices select positions: arrays, and integers beside them; how many axes each takes, and the first.
    pub selectors: Vec<(usize, usize, usize)>,
    /// Among the result's axes, how many stand before those that the selectors make.
    pub place: usize,
}

impl Fancy {
    /// Takes an index with arrays apart, by NumPy's rules.
    ///
    /// # Errors
    /// An index that arrays do not have, or more than there are axes.
    pub fn of(array: &Array, index: &Type) -> Result<Self, Message> {
        let indices = indices(index);
        let axes = |index: &Type| match index {
            Type::Array(mask) if mask.element == Scalar::Bool => usize::from(mask.rank),
            Type::None => 0,
            other if is_ellipsis(other) => 0,
            _ => 1,
        };
        for index in indices {
            match index {
                Type::Array(mask) if mask.element == Scalar::Bool && mask.rank == 0 => {
                    return Err(typing("array-index", "a 0-d array of bool is no index"));
                }
                Type::Array(positions) if positions.element == Scalar::Bool || is_index(positions.element) => {}
                Type::Array(_) => {
                    let message = format!("arrays used as indices must be of integer (or boolean) type, not {index}");
                    return Err(typing("array-index", message));
                }
                Type::Scalar(scalar) if !is_index(*scalar) => {
                    return Err(typing("array-index", format!("array indices must be integers, not {index}")));
                }
                _ => {}
            }
        }
        let used: usize = indices.iter().map(axes).sum();
        let rank = usize::from(array.rank);
        if used > rank {
            return Err(too_many(array, used));
        }
        let (mut parts, mut selectors) = (Vec::new(), Vec::new());
        let (mut axis, mut kept) = (0, 0);
        let mut place: Option<usize> = None;
        let mut closed = false;
        for (of, index) in indices.iter().enumerate() {
            let count = axes(index);
            if matches!(index, Type::Array(_) | Type::Scalar(_)) {
                selectors.push((of, count, axis));
                place = if closed { Some(0) } else { place.or(Some(kept)) };
                parts.extend(std::iter::repeat_n(Part::Whole, count));
            } else {
                closed |= place.is_some();
                let before = parts.len();
                match index {
                    Type::Slice(bounds) if bounds.iter().all(|bound| *bound == Type::None) => parts.push(Part::Whole),
                    Type::Slice(bounds) => parts.push(Part::Slice { of, bounds: bounds.clone() }),
                    Type::None => parts.push(Part::New),
                    _ => {
                        parts.extend(std::iter::repeat_n(Part::Whole, rank - used));
                        axis += rank - used;
                    }
                }
                kept += parts.len() - before;
            }
            axis += count;
        }
        let covered = parts.iter().filter(|part| **part != Part::New).count();
        parts.extend(std::iter::repeat_n(Part::Whole, rank - covered));
        Ok(Self { parts, selectors, place: place.unwrap_or(0) })
    }

    /// The positions among the parts of the axes that are selected from, and then of those that are kept.
    pub fn order(&self) -> Vec<usize> {
        let selected =
            |axis: usize| self.selectors.iter().any(|(_, count, first)| (*first..first + count).contains(&axis));
        let mut axis = 0;
        let (mut front, mut back) = (Vec::new(), Vec::new());
        for (position, part) in self.parts.iter().enumerate() {
            let is_selected = *part != Part::New && selected(axis);
            if is_selected { &mut front } else { &mut back }.push(position);
            axis += usize::from(*part != Part::New);
        }
        front.extend(back);
        front
    }

    /// The type of the basic part: a view whose first axes are selected from.
    pub fn view(&self, array: &Array) -> Array {
        let whole = self.parts.iter().all(|part| *part == Part::Whole) && self.order().is_sorted();
        let layout = if whole { array.layout } else { Layout::Any };
        Array { rank: self.parts.len() as u8, layout, ..*array }
    }
}
