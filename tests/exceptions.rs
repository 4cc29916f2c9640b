//! Classes of exceptions, compared with Python.

use numlir_passes::exceptions::{is_subclass, lineage, shown, user_class};

#[test]
fn classes_are_derived_as_in_python() {
    assert!(is_subclass("ZeroDivisionError", "ArithmeticError"));
    assert!(is_subclass("ZeroDivisionError", "Exception"));
    assert!(is_subclass("AxisError", "LookupError"));
    assert!(!is_subclass("KeyboardInterrupt", "Exception"));
    assert!(!is_subclass("ValueError", "IndexError"));
    let mine = user_class("m.Mine", &["m.Base".into(), "KeyError".into(), "LookupError".into()]);
    assert!(is_subclass(&mine, &user_class("m.Base", &["KeyError".into()])));
    assert!(is_subclass(&mine, "LookupError"));
    assert!(!is_subclass("KeyError", &mine));
    assert_eq!(shown(&mine), "Mine");
    assert_eq!(lineage(&mine), ["m.Mine", "m.Base", "KeyError", "LookupError"]);
    assert_eq!(lineage("KeyError"), ["KeyError", "LookupError", "Exception", "BaseException"]);
}
