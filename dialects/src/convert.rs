//! Between [`Type`] and MLIR's types.

#![allow(unsafe_code)]

use crate::{
    chars::Chars,
    dates::Date,
    record::RecordId,
    types::{Array, Layout, Scalar, Type},
};
use melior::{
    Context, StringRef,
    ir::{self, TypeLike},
};
use mlir_sys::*;
use std::sync::Arc;

/// The type of a value as MLIR's: scalars with a sign, tuples, `!py` and `!nd` types.
pub fn to_mlir<'c>(context: &'c Context, ty: &Type) -> ir::Type<'c> {
    unsafe { ir::Type::from_raw(raw(context.to_raw(), ty)) }
}

/// The type `!py.unknown`.
pub fn unknown(context: &Context) -> ir::Type<'_> {
    unsafe { ir::Type::from_raw(numlirSimpleTypeGet(context.to_raw(), 1)) }
}

/// An element type as MLIR's, with its sign: `si64`, `ui8`, `i1`, `f32`, `complex<f64>`.
pub fn scalar_to_mlir(context: &Context, scalar: Scalar) -> ir::Type<'_> {
    unsafe { ir::Type::from_raw(raw_scalar(context.to_raw(), scalar)) }
}

/// The type that a scalar is computed with: integers have no sign, a bool is `i1`, a date is a count of its unit.
pub fn storage_to_mlir(context: &Context, scalar: Scalar) -> ir::Type<'_> {
    if scalar.is_integer() || scalar.is_date() {
        return unsafe { ir::Type::from_raw(mlirIntegerTypeGet(context.to_raw(), scalar.size() * 8)) };
    }
    scalar_to_mlir(context, scalar)
}

unsafe fn raw_scalar(context: MlirContext, scalar: Scalar) -> MlirType {
    let bits = scalar.size() * 8;
    unsafe {
        match scalar {
            Scalar::Bool => mlirIntegerTypeGet(context, 1),
            Scalar::Float16 => mlirF16TypeGet(context),
            Scalar::Float32 => mlirF32TypeGet(context),
            Scalar::Float64 => mlirF64TypeGet(context),
            Scalar::Complex64 | Scalar::Complex128 => mlirComplexTypeGet(raw_scalar(context, scalar.real())),
            Scalar::Record(_) | Scalar::Chars(_) | Scalar::Date(_) => {
                let text = StringRef::new(scalar.name()).to_raw();
                numlirNamedTypeGet(context, 15, text, MlirType { ptr: std::ptr::null() })
            }
            signed if signed.is_signed() => mlirIntegerTypeSignedGet(context, bits),
            _ => mlirIntegerTypeUnsignedGet(context, bits),
        }
    }
}

unsafe fn raw(context: MlirContext, ty: &Type) -> MlirType {
    unsafe {
        let list = |types: &[Type]| types.iter().map(|ty| raw(context, ty)).collect::<Vec<_>>();
        let named = |kind, name: &str| {
            numlirNamedTypeGet(context, kind, StringRef::new(name).to_raw(), MlirType { ptr: std::ptr::null() })
        };
        match ty {
            Type::Scalar(scalar) => raw_scalar(context, *scalar),
            Type::None => numlirSimpleTypeGet(context, 2),
            Type::Str => numlirSimpleTypeGet(context, 3),
            Type::Bytes => numlirSimpleTypeGet(context, 43),
            Type::Range => numlirSimpleTypeGet(context, 5),
            Type::Generator => numlirSimpleTypeGet(context, 20),
            Type::Caught => numlirSimpleTypeGet(context, 41),
            Type::Tuple(elements) => {
                let elements = list(elements);
                mlirTupleTypeGet(context, elements.len() as isize, elements.as_ptr())
            }
            Type::Named { class, elements } => {
                let elements = list(elements);
                let class = StringRef::new(class).to_raw();
                numlirNamedTupleTypeGet(context, class, elements.len() as isize, elements.as_ptr())
            }
            Type::Array(array) => numlirArrayTypeGet(
                raw_scalar(context, array.element),
                array.rank.into(),
                StringRef::new(array.layout.name()).to_raw(),
                i64::from(array.readonly) | i64::from(!array.aligned) << 1,
            ),
            Type::List(of) => numlirWrapTypeGet(21, raw(context, of)),
            Type::Set(of) => numlirWrapTypeGet(22, raw(context, of)),
            Type::Optional(of) => numlirWrapTypeGet(40, raw(context, of)),
            Type::Pointer(of) => numlirWrapTypeGet(42, raw(context, of)),
            // Of values that inference gives up on; no code is made of them.
            Type::Undetermined(_) => numlirSimpleTypeGet(context, 2),
            Type::Iterator(of) => numlirWrapTypeGet(6, raw(context, of)),
            Type::Enumerate(of) => numlirWrapTypeGet(7, raw(context, of)),
            Type::Flat(of) => numlirWrapTypeGet(23, raw(context, of)),
            Type::ElementViews(of) => numlirWrapTypeGet(24, raw(context, of)),
            Type::Dtype(scalar) => numlirWrapTypeGet(10, raw_scalar(context, *scalar)),
            Type::Slice(of) | Type::Zip(of) | Type::Choice(of) => {
                let of = list(of);
                let kind = match ty {
                    Type::Slice(_) => 4,
                    Type::Zip(_) => 8,
                    _ => 16,
                };
                numlirListTypeGet(context, kind, of.len() as isize, of.as_ptr())
            }
            Type::Function { symbol, captures } => {
                let captures = list(captures);
                let symbol = mlirFlatSymbolRefAttrGet(context, StringRef::new(symbol).to_raw());
                numlirFunctionTypeGet(symbol, captures.len() as isize, captures.as_ptr())
            }
            Type::Instance { class, fields } => {
                let fields = list(fields);
                let class = StringRef::new(class).to_raw();
                numlirInstanceTypeGet(context, class, fields.len() as isize, fields.as_ptr())
            }
            Type::Builtin(name) => named(9, name),
            Type::Exception(name) => named(13, name),
            Type::Method { object, name } => {
                numlirNamedTypeGet(context, 12, StringRef::new(name).to_raw(), raw(context, object))
            }
        }
    }
}

/// Whether a type is `!nd.array`.
pub fn is_array(ty: ir::Type) -> bool {
    unsafe { numlirTypeKind(ty.to_raw()) == 14 }
}

/// Whether a type is `!py.bytes`.
pub fn is_bytes(ty: ir::Type) -> bool {
    unsafe { numlirTypeKind(ty.to_raw()) == 43 }
}

/// Whether references to values of a type are counted: arrays, lists, sets, strings, instances and caught exceptions.
pub fn is_counted(ty: ir::Type) -> bool {
    unsafe { matches!(numlirTypeKind(ty.to_raw()), 3 | 14 | 21 | 22 | 30 | 41 | 43) }
}

/// The type that an MLIR type stands for; `None` for `!py.unknown` and for types that are no Python value's.
pub fn from_mlir(ty: ir::Type) -> Option<Type> {
    unsafe { from_raw(ty.to_raw()) }
}

unsafe fn from_raw(ty: MlirType) -> Option<Type> {
    unsafe {
        let name = || -> Arc<str> { text(numlirTypeName(ty)).into() };
        let wrapped = || from_raw(numlirWrappedTypeGet(ty));
        let list = || -> Option<Arc<[Type]>> {
            (0..numlirTypeListSize(ty)).map(|index| from_raw(numlirTypeListGet(ty, index))).collect()
        };
        Some(match numlirTypeKind(ty) {
            2 => Type::None,
            3 => Type::Str,
            43 => Type::Bytes,
            4 => Type::Slice(list()?),
            5 => Type::Range,
            6 => Type::Iterator(Arc::new(wrapped()?)),
            7 => Type::Enumerate(Arc::new(wrapped()?)),
            8 => Type::Zip(list()?),
            9 => Type::Builtin(name()),
            10 => Type::Dtype(wrapped()?.scalar()?),
            11 => Type::Function { symbol: name(), captures: list()? },
            16 => Type::Choice(list()?),
            17 => Type::Named { class: name(), elements: list()? },
            12 => Type::Method { object: Arc::new(wrapped()?), name: name() },
            13 => Type::Exception(name()),
            14 => {
                let flags = numlirArrayTypeFlags(ty);
                Type::Array(Array {
                    element: wrapped()?.scalar()?,
                    rank: numlirArrayTypeRank(ty) as u8,
                    layout: match text(numlirTypeName(ty)) {
                        "C" => Layout::C,
                        "F" => Layout::F,
                        _ => Layout::Any,
                    },
                    readonly: flags & 1 != 0,
                    aligned: flags & 2 == 0,
                })
            }
            21 => Type::List(Arc::new(wrapped()?)),
            22 => Type::Set(Arc::new(wrapped()?)),
            20 => Type::Generator,
            40 => Type::Optional(Arc::new(wrapped()?)),
            42 => Type::Pointer(Arc::new(wrapped()?)),
            41 => Type::Caught,
            23 => Type::Flat(Arc::new(wrapped()?)),
            30 => Type::Instance { class: name(), fields: list()? },
            24 => Type::ElementViews(Arc::new(wrapped()?)),
            _ if mlirTypeIsATuple(ty) => {
                let count = mlirTupleTypeGetNumTypes(ty);
                Type::Tuple((0..count).map(|index| from_raw(mlirTupleTypeGetType(ty, index))).collect::<Option<_>>()?)
            }
            _ => Type::Scalar(scalar_from_raw(ty)?),
        })
    }
}

unsafe fn scalar_from_raw(ty: MlirType) -> Option<Scalar> {
    unsafe {
        if numlirTypeKind(ty) == 15 {
            let name = text(numlirTypeName(ty));
            let text = || Chars::from_name(name).map(Scalar::Chars);
            let date = || Date::from_name(name).map(Scalar::Date);
            return text().or_else(date).or_else(|| RecordId::from_text(name).map(Scalar::Record));
        }
        if mlirTypeIsAF16(ty) {
            return Some(Scalar::Float16);
        }
        if mlirTypeIsAF32(ty) {
            return Some(Scalar::Float32);
        }
        if mlirTypeIsAF64(ty) {
            return Some(Scalar::Float64);
        }
        if mlirTypeIsAComplex(ty) {
            return match scalar_from_raw(mlirComplexTypeGetElementType(ty))? {
                Scalar::Float32 => Some(Scalar::Complex64),
                Scalar::Float64 => Some(Scalar::Complex128),
                _ => None,
            };
        }
        if !mlirTypeIsAInteger(ty) {
            return None;
        }
        let unsigned = mlirIntegerTypeIsUnsigned(ty);
        match (mlirIntegerTypeGetWidth(ty), unsigned) {
            (1, _) => Some(Scalar::Bool),
            (8, false) => Some(Scalar::Int8),
            (16, false) => Some(Scalar::Int16),
            (32, false) => Some(Scalar::Int32),
            (64, false) => Some(Scalar::Int64),
            (8, true) => Some(Scalar::UInt8),
            (16, true) => Some(Scalar::UInt16),
            (32, true) => Some(Scalar::UInt32),
            (64, true) => Some(Scalar::UInt64),
            _ => None,
        }
    }
}

unsafe fn text<'a>(text: MlirStringRef) -> &'a str {
    if text.data.is_null() || text.length == 0 {
        return "";
    }
    // Type names come from Rust strings or MLIR's own text, both UTF-8.
    unsafe { std::str::from_utf8(std::slice::from_raw_parts(text.data.cast(), text.length)).unwrap_or("") }
}

unsafe extern "C" {
    fn numlirTypeKind(ty: MlirType) -> i32;
    fn numlirSimpleTypeGet(context: MlirContext, kind: i32) -> MlirType;
    fn numlirWrapTypeGet(kind: i32, of: MlirType) -> MlirType;
    fn numlirWrappedTypeGet(ty: MlirType) -> MlirType;
    fn numlirListTypeGet(context: MlirContext, kind: i32, count: isize, types: *const MlirType) -> MlirType;
    fn numlirFunctionTypeGet(symbol: MlirAttribute, count: isize, captures: *const MlirType) -> MlirType;
    fn numlirInstanceTypeGet(
        context: MlirContext,
        class: MlirStringRef,
        count: isize,
        fields: *const MlirType,
    ) -> MlirType;
    fn numlirNamedTupleTypeGet(
        context: MlirContext,
        class: MlirStringRef,
        count: isize,
        elements: *const MlirType,
    ) -> MlirType;
    fn numlirTypeListSize(ty: MlirType) -> isize;
    fn numlirTypeListGet(ty: MlirType, index: isize) -> MlirType;
    fn numlirNamedTypeGet(context: MlirContext, kind: i32, name: MlirStringRef, object: MlirType) -> MlirType;
    fn numlirTypeName(ty: MlirType) -> MlirStringRef;
    fn numlirArrayTypeGet(element: MlirType, rank: i64, layout: MlirStringRef, flags: i64) -> MlirType;
    fn numlirArrayTypeRank(ty: MlirType) -> i64;
    fn numlirArrayTypeFlags(ty: MlirType) -> i64;
}
