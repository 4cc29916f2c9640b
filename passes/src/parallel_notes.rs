//! What was decided about parallel loops, as rows of the module's attribute `numlir.parallel`: `[kind, text, file, line, column,
//! end line, end column]`, and for a conflict a second place. The compiler hands them to the user as warnings and in
//! the report.

use crate::par_to_gpu::fitness::Refusal;
use melior::{
    Context,
    ir::{Attribute, Location},
};
use numlir_dialects::{Builder, Operation, Value, build::array_elements, convert, location};

/// The attribute.
pub const NAME: &str = "numlir.parallel";

/// Notes in the making.
pub struct Notes<'c> {
    module: Operation<'c>,
    builder: Builder<'c>,
    rows: Vec<Attribute<'c>>,
}

impl<'c> Notes<'c> {
    /// Those of a module, to be added to.
    pub fn of(context: &'c Context, module: Operation<'c>) -> Self {
        let rows = module.attribute(NAME).and_then(array_elements).unwrap_or_default();
        Self { module, builder: Builder::before(context, module), rows }
    }

    /// Puts the notes into the module.
    pub fn write(self) {
        if !self.rows.is_empty() {
            self.module.set_attribute(NAME, self.builder.array(&self.rows));
        }
    }

    /// A note of a kind about a place, and perhaps a second one.
    pub fn add(&mut self, kind: &str, text: &str, places: &[Location<'c>]) {
        let mut row = vec![self.builder.string(kind), self.builder.string(text)];
        for place in places {
            row.extend(self.place(*place));
        }
        let row = self.builder.array(&row);
        // A function that is specialised twice for one signature says things once.
        if !self.rows.contains(&row) {
            self.rows.push(row);
        }
    }

    /// Takes back what notes of a kind say about a place.
    pub fn retract(&mut self, kind: &str, place: Location<'c>) {
        let (kind, place) = (self.builder.string(kind), self.place(place));
        self.rows.retain(|row| {
            let fields = array_elements(*row).unwrap_or_default();
            fields.first() != Some(&kind) || fields.get(2..) != Some(place.as_slice())
        });
    }

    fn place(&self, place: Location<'c>) -> [Attribute<'c>; 5] {
        let place = location::from_mlir(place);
        let file = place.as_ref().map_or("", |place| &place.file);
        let ((line, column), (end_line, end_column)) =
            place.as_ref().map_or(((0, 0), (0, 0)), |place| (place.start, place.end));
        let number = |value: u32| self.builder.integer(self.builder.i64(), value.into());
        [self.builder.string(file), number(line), number(column), number(end_line), number(end_column)]
    }

    /// A loop over `prange` is parallel, with these reductions.
    pub fn parallel(&mut self, place: Location<'c>, reductions: &[String]) {
        self.add("parallel", "prange", &[place]);
        if !reductions.is_empty() {
            self.add("reductions", &reductions.join(", "), &[place]);
        }
    }

    /// A loop, or an operation on whole arrays, stays serial because that was asked for of a part of `parallel={…}`.
    pub fn switched_off(&mut self, place: Location<'c>, part: &str) {
        self.add("off", &format!("parallel={{'{part}': False}}"), &[place]);
    }

    /// So many arrays are made in a parallel loop's body.
    pub fn private(&mut self, place: Location<'c>, arrays: usize) {
        let text = match arrays {
            0 => return,
            1 => "an array made in the body is each iteration's own".to_owned(),
            _ => format!("{arrays} arrays made in the body are each iteration's own"),
        };
        self.add("private", &text, &[place]);
    }

    /// A loop runs on the CPU, because of something in it.
    pub fn on_host(&mut self, place: Location<'c>, refusal: &Refusal<'c>) {
        let text = format!("{}, so the loop runs on the CPU", refusal.why);
        self.add("host", &text, &[place, refusal.operation.location()]);
    }

    /// A loop runs serially, because it changes a list, a set or an object that is not an iteration's own.
    pub fn changes_container(&mut self, place: Location<'c>, change: Operation<'c>) {
        let text = if change.is("nd.call_c") {
            "iterations draw from one generator from outside, whose numbers come in order, so the loop runs serially"
        } else {
            "iterations change a list, set, dictionary or object from outside, so the loop runs serially"
        };
        self.add("serial", text, &[place, change.location()]);
    }

    /// A loop runs serially, because it carries a variable from one iteration to the next.
    pub fn carried(&mut self, place: Location<'c>, argument: Value<'c>, used: Location<'c>) {
        let what = name_of(argument).map_or_else(|| "a value".to_owned(), |name| format!("'{name}'"));
        let mut text =
            format!("{what} goes from one iteration to the next and is no reduction, so the loop runs serially");
        if convert::is_array(argument.ty()) {
            text.push_str("; to accumulate into the array in place (`+=`) is one");
        }
        self.add("serial", &text, &[place, used]);
    }
}

/// The name of the variable that a block's argument is.
pub fn name_of(argument: Value) -> Option<String> {
    location::name_of(argument.location())
}
