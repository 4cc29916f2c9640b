//! Which types convert to which, compared with Numba.

use numlir_dialects::types::{Scalar, Type};
use numlir_passes::conversion::{Conversion::*, conversion};

/// As numba 0.68 says of itself (`can_convert` of its typing context): exact, promote, safe, unsafe, none, in the order of [`Scalar::ALL`].
#[test]
fn scalars_convert_as_in_numba() {
    let table = "
        esssssssssssss
        uepppuuuussssu
        uueppuuuussssu
        uuuepuuuuususu
        uuuueuuuuususu
        uusssepppssssu
        uuussueppususu
        uuuusuuepususu
        uuuuuuuueususu
        uuuuuuuuuepssu
        uuuuuuuuuueusu
        -----------ep-
        -----------ue-
        uuuuuuuuuppsse";
    let rows: Vec<&str> = table.split_whitespace().collect();
    assert_eq!(rows.len(), Scalar::ALL.len());
    for (from, row) in Scalar::ALL.into_iter().zip(rows) {
        for (to, expected) in Scalar::ALL.into_iter().zip(row.chars()) {
            let expected = match expected {
                'e' => Some(Exact),
                'p' => Some(Promote),
                's' => Some(Safe),
                'u' => Some(Unsafe),
                _ => None,
            };
            assert_eq!(conversion(&Type::Scalar(from), &Type::Scalar(to)), expected, "{from} to {to}");
        }
    }
}
