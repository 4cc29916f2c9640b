//! The dialects' typed builders, their syntax, and the correspondence of types.

use melior::ir::BlockLike;
use melior::ir::{Block as MeliorBlock, Location, Type as MlirType, attribute::StringAttribute};
use numlir_dialects::nd;
use numlir_dialects::{
    context::{context, module_operation, with_messages},
    convert, py,
    record::{Field, Record},
    types::{Array, Layout, Scalar, Type},
};

/// Parses text, and prints it again.
fn round_trip(text: &str) -> Result<String, Vec<String>> {
    let context = context();
    let (module, messages) = with_messages(&context, || melior::ir::Module::parse(&context, text));
    let module = module.ok_or(messages)?;
    let (valid, messages) = with_messages(&context, || module_operation(&module).verify());
    if valid { Ok(module_operation(&module).print(false)) } else { Err(messages) }
}

#[test]
fn a_typed_builder_makes_the_operation_of_its_name() {
    let context = context();
    let location = Location::unknown(&context);
    let unknown = convert::unknown(&context);
    let block = MeliorBlock::new(&[(unknown, location), (unknown, location)]);
    let (lhs, rhs) = (block.argument(0).expect("two arguments"), block.argument(1).expect("two arguments"));
    let name = StringAttribute::new(&context, "floordiv");
    let sum = py::binary(&context, unknown, lhs.into(), rhs.into(), name, location);
    let text = sum.as_operation().to_string();
    assert!(text.contains("py.binary \"floordiv\""), "{text}");
    assert!(text.contains("(!py.unknown, !py.unknown) -> !py.unknown"), "{text}");
    let array = convert::to_mlir(&context, &matrix(Layout::C));
    let nothing = nd::undef(&context, array, location);
    assert!(nothing.as_operation().to_string().contains("!nd.array<f64, 2, \"C\">"));
}

fn matrix(layout: Layout) -> Type {
    Type::Array(Array { element: Scalar::Float64, rank: 2, layout, readonly: false, aligned: true })
}

#[test]
fn every_type_survives_the_way_to_mlir_and_back() {
    let context = context();
    let mut types: Vec<Type> = Scalar::ALL.into_iter().map(Type::Scalar).collect();
    types.extend(Scalar::ALL.into_iter().map(Type::Dtype));
    for readonly in [false, true] {
        for aligned in [false, true] {
            let array = Array { element: Scalar::UInt16, rank: 3, layout: Layout::F, readonly, aligned };
            types.push(Type::Array(array));
        }
    }
    types.extend([
        Type::None,
        Type::Str,
        Type::Slice([Type::None, Type::INT64, Type::None].into()),
        Type::Range,
        Type::tuple([]),
        matrix(Layout::Any),
    ]);
    types.push(Type::tuple([Type::INT64, Type::tuple([Type::BOOL, matrix(Layout::C)])]));
    types.push(Type::Iterator(Type::Zip([Type::Range, Type::Enumerate(matrix(Layout::C).into())].into()).into()));
    types.push(Type::Flat(matrix(Layout::Any).into()));
    types.push(Type::Flat(Type::tuple([Type::INT64, Type::INT64]).into()));
    types.push(Type::ElementViews(matrix(Layout::F).into()));
    let field = |name: &str, offset, element| Field { name: name.to_owned(), offset, element, shape: Vec::new() };
    let fields = vec![field("x", 0, Scalar::Float64), field("n", 8, Scalar::UInt16)];
    let record = Record { fields, size: 16, alignment: 8, attributes: false }.intern().expect("the first layout");
    let element = Scalar::Record(record);
    let records = Array { element, rank: 1, layout: Layout::C, readonly: false, aligned: true };
    types.extend([Type::Array(records), Type::Dtype(element)]);
    types.push(Type::builtin("numpy.sqrt"));
    types.push(Type::Exception("ValueError".into()));
    types.push(Type::Function { symbol: "f.<0>.g".into(), captures: [Type::FLOAT32, Type::None].into() });
    let function = |name: &str| Type::Function { symbol: name.into(), captures: [Type::INT64].into() };
    types.push(Type::choice([function("g"), function("f"), function("g")]));
    types.push(Type::Named { class: "m.P(x,y)".into(), elements: [Type::INT64, matrix(Layout::C)].into() });
    types.push(Type::Method { object: matrix(Layout::C).into(), name: "item".into() });
    for ty in types {
        let mlir: MlirType = convert::to_mlir(&context, &ty);
        assert_eq!(convert::from_mlir(mlir).as_ref(), Some(&ty), "{mlir}");
        let printed = mlir.to_string();
        assert_eq!(MlirType::parse(&context, &printed), Some(mlir), "{printed}");
    }
    assert_eq!(convert::from_mlir(convert::unknown(&context)), None);
}

#[test]
fn printed_operations_are_read_back() {
    let text = r#"
      func.func @f(%a: !nd.array<f64, 2, "C">, %i: i64, %c: i1) -> f64 {
        %n = nd.dim %a, 0 : !nd.array<f64, 2, "C">
        %k = nd.index %i of %n wrap check
        %row = nd.select %a[%k] : !nd.array<f64, 2, "C"> -> !nd.array<f64, 1, "C">
        %x = nd.load %row[%k] : !nd.array<f64, 1, "C"> -> f64
        %z = nd.create zeroed(%n) : !nd.array<f64, 1, "C">
        nd.store %x, %z[%k] : f64, !nd.array<f64, 1, "C">
        nd.raise_if %c "ValueError" ["bad", 3]
        return %x : f64
      }"#;
    let once = round_trip(text).expect("valid");
    assert_eq!(round_trip(&once).as_ref(), Ok(&once));
    assert!(once.contains("nd.index %arg1 of %0 wrap check"), "{once}");
}

#[test]
fn what_is_malformed_is_refused() {
    for text in [
        "func.func @f(%x: f64) { %n = nd.dim %x, 0 : f64 return }",
        "func.func @f(%x: !nd.array<f64, 1>) { return }",
        "func.func @f(%x: si64) { py.raise %x : si64 return }",
        "func.func @f(%x: si64) { %y = py.no_such_operation %x return }",
    ] {
        let errors = round_trip(text).expect_err(text);
        assert!(!errors.is_empty(), "{text}: an error says why");
    }
}

#[test]
fn an_operation_knows_its_place_in_the_source() {
    let context = context();
    let here = numlir_grammar::diagnostic::Location { file: "f.py".into(), start: (3, 5), end: (4, 9) };
    let location = numlir_dialects::location::to_mlir(&context, &here);
    assert_eq!(numlir_dialects::location::from_mlir(location), Some(here.clone()));
    let named = Location::name(&context, "total", location);
    assert_eq!(numlir_dialects::location::from_mlir(named), Some(here));
    assert_eq!(numlir_dialects::location::name_of(named).as_deref(), Some("total"));
    assert_eq!(numlir_dialects::location::from_mlir(Location::unknown(&context)), None);
}
