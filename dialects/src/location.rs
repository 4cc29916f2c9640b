//! Between source locations of diagnostics and locations of operations.

use melior::{Context, ir::Location as MlirLocation};
use numlir_grammar::diagnostic::Location;

/// The location of an operation that a place in the source made.
pub fn to_mlir<'c>(context: &'c Context, location: &Location) -> MlirLocation<'c> {
    let ((line, column), (end_line, end_column)) = (location.start, location.end);
    MlirLocation::file_line_col_range(
        context,
        &location.file,
        line as usize,
        column as usize,
        end_line as usize,
        end_column as usize,
    )
}

/// The place in the source of an operation or a value; `None` for one that has no single place.
pub fn from_mlir(location: MlirLocation) -> Option<Location> {
    if location.is_name() {
        return from_mlir(location.name_child_location());
    }
    location.is_file_line_col_range().then(|| Location {
        file: location.file_line_col_range_filename().as_string_ref().as_str().unwrap_or("").into(),
        start: (location.file_line_col_range_start_line() as u32, location.file_line_col_range_start_column() as u32),
        end: (location.file_line_col_range_end_line() as u32, location.file_line_col_range_end_column() as u32),
    })
}

/// The name of the variable that a block argument stands for.
pub fn name_of(location: MlirLocation<'_>) -> Option<String> {
    location.is_name().then(|| location.name_value().as_string_ref().as_str().unwrap_or("").to_owned())
}
