//! Keys, the table of specialisations, the compiler's thread and frozen data.
#![allow(unsafe_code)]

use numlir::dispatch::{FrozenData, Key, Table, device, key, on_compiler_thread};
use numlir_dialects::types::{Array, Layout, Scalar, Type};
use numlir_grammar::diagnostic::Kind;
use std::{
    sync::{
        Barrier,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

fn arrays() -> Vec<Array> {
    let mut arrays = Vec::new();
    for element in Scalar::ALL {
        for (rank, layout) in [(0, Layout::C), (1, Layout::C), (2, Layout::F), (32, Layout::Any)] {
            for (readonly, aligned) in [(false, true), (true, true), (false, false), (true, false)] {
                arrays.push(Array { element, rank, layout, readonly, aligned });
            }
        }
    }
    arrays
}

#[test]
fn a_key_stands_for_its_types() {
    let mut key = Key::new();
    let mut types = Vec::new();
    for scalar in Scalar::ALL {
        key.push(key::scalar(scalar));
        types.push(Type::Scalar(scalar));
    }
    for array in arrays() {
        key.push(key::array(array));
        types.push(Type::Array(array));
    }
    key.extend([key::tuple(3), key::NONE, key::tuple(0), key::tuple(1), key::scalar(Scalar::Bool), key::function(5)]);
    types.push(Type::tuple([Type::None, Type::tuple([]), Type::tuple([Type::BOOL])]));
    types.push(Type::builtin("5"));
    assert_eq!(key::types(&key, &|number| Type::builtin(&number.to_string())), types);
}

#[test]
fn different_types_have_different_codes() {
    let mut codes: Vec<u32> = arrays().into_iter().map(key::array).collect();
    codes.extend(Scalar::ALL.map(key::scalar));
    codes.extend([key::NONE, key::tuple(0), key::tuple(1), key::function(0), key::function(1)]);
    let count = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), count);
}

#[test]
fn a_table_keeps_every_value() {
    let table = Table::<u32, ()>::default();
    for round in 0..3 {
        for key in 0..20 {
            assert_eq!(table.find_or_make(&[key, 7], || if round == 0 { Ok(key) } else { Err(()) }), Ok(&key));
        }
    }
    assert_eq!(table.find(&[]), None);
    assert_eq!(table.find(&[3]), None);
    assert_eq!(table.find(&[3, 7]), Some(&3));
    assert!(table.values().into_iter().copied().eq(0..20));
}

#[test]
fn threads_make_a_value_once() {
    let table = Table::<usize, ()>::default();
    let made = AtomicUsize::new(0);
    let start = Barrier::new(8);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                start.wait();
                let value = table.find_or_make(&[1], || {
                    thread::sleep(Duration::from_millis(20));
                    Ok(made.fetch_add(1, Ordering::Relaxed))
                });
                assert_eq!(value, Ok(&0));
            });
        }
    });
    assert_eq!(made.into_inner(), 1);
}

#[test]
fn a_failure_is_not_kept() {
    let table = Table::<u32, String>::default();
    assert_eq!(table.find_or_make(&[1], || Err("no".into())), Err("no".into()));
    assert_eq!(table.find(&[1]), None);
    assert_eq!(table.find_or_make(&[1], || Ok(5)), Ok(&5));
}

#[test]
fn whoever_waits_for_a_panic_tries_itself() {
    let table = Table::<u32, ()>::default();
    let start = Barrier::new(2);
    thread::scope(|scope| {
        let first = scope.spawn(|| {
            table.find_or_make(&[1], || {
                start.wait();
                thread::sleep(Duration::from_millis(20));
                std::panic::resume_unwind(Box::new("gone"))
            })
        });
        start.wait();
        assert_eq!(table.find_or_make(&[1], || Ok(2)), Ok(&2));
        assert!(first.join().is_err());
    });
}

#[test]
fn a_panic_of_the_compiler_is_a_diagnostic() {
    let fault = on_compiler_thread::<()>(|| panic!("{} is wrong", "this")).unwrap_err();
    assert_eq!(fault.kind, Kind::Internal);
    assert!(fault.message.contains("this is wrong"), "{}", fault.message);
    assert!(fault.notes.iter().any(|note| note.contains("dispatch.rs")), "{:?}", fault.notes);
}

#[test]
fn the_compiler_may_nest_deeply() {
    fn depth(levels: u32) -> u32 {
        let kept = std::hint::black_box([levels; 64]);
        if levels == 0 { 0 } else { depth(levels - 1) + kept[63] - levels + 1 }
    }
    assert_eq!(on_compiler_thread(|| depth(200_000)).map_err(|fault| fault.message), Ok(200_000));
}

#[test]
fn frozen_data_is_an_aligned_copy() {
    let mut data = FrozenData::default();
    let bytes: Vec<u8> = (0..100).collect();
    let address = data.keep(&bytes);
    let empty = data.keep(&[]);
    assert_eq!((address % 64, empty % 64), (0, 0));
    // SAFETY: the block is as long as the bytes, and lives as long as `data`.
    let copy = unsafe { std::slice::from_raw_parts(std::ptr::with_exposed_provenance::<u8>(address), bytes.len()) };
    assert_eq!(copy, bytes);
}

#[test]
fn arrays_of_a_device_lose_owners_and_the_strides_that_their_layout_says() {
    let array =
        |layout| Type::Array(Array { element: Scalar::Float64, rank: 2, layout, readonly: false, aligned: true });
    let types = [array(Layout::C), Type::INT64, array(Layout::Any), Type::Scalar(Scalar::Complex64)];
    let found: Vec<_> = device::parameters(&types).unwrap().iter().map(|each| (each.slot, each.shift)).collect();
    let slots = [(0, 0), (2, 0), (3, 0), (6, 0), (7, 0), (9, 0), (10, 0), (11, 0), (12, 0), (13, 0), (13, 32)];
    assert_eq!(found, slots);
}

#[test]
fn strings_have_no_form_on_a_device() {
    assert_eq!(device::parameters(&[Type::INT64, Type::Str]), Err(&Type::Str));
}
