// The only C++ of the project: it instantiates the generated dialects, reads and makes their types for Rust,
// lets MLIR's pass registry call Rust passes, and exposes MLIR's own driver. No compiler logic belongs here.
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Registration.h"
#include "mlir/CAPI/Support.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "llvm/ADT/TypeSwitch.h"

#include "PyDialect.h.inc"
#include "NdDialect.h.inc"
#include "ParDialect.h.inc"
#include "SimtDialect.h.inc"
#define GET_TYPEDEF_CLASSES
#include "PyTypes.h.inc"
#define GET_TYPEDEF_CLASSES
#include "NdTypes.h.inc"
#define GET_OP_CLASSES
#include "PyOps.h.inc"
#define GET_OP_CLASSES
#include "NdOps.h.inc"
#define GET_OP_CLASSES
#include "ParOps.h.inc"
#define GET_OP_CLASSES
#include "SimtOps.h.inc"

#include "PyDialect.cpp.inc"
#include "NdDialect.cpp.inc"
#include "ParDialect.cpp.inc"
#include "SimtDialect.cpp.inc"
// Each dialect's file defines these two at file scope.
#define generatedTypeParser pyTypeParser
#define generatedTypePrinter pyTypePrinter
#define GET_TYPEDEF_CLASSES
#include "PyTypes.cpp.inc"
#undef generatedTypeParser
#undef generatedTypePrinter
#define GET_TYPEDEF_CLASSES
#include "NdTypes.cpp.inc"
#define GET_OP_CLASSES
#include "PyOps.cpp.inc"
#define GET_OP_CLASSES
#include "NdOps.cpp.inc"
#define GET_OP_CLASSES
#include "ParOps.cpp.inc"
#define GET_OP_CLASSES
#include "SimtOps.cpp.inc"

void numlir::py::PyDialect::initialize() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "PyTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "PyOps.cpp.inc"
      >();
}

void numlir::nd::NdDialect::initialize() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "NdTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "NdOps.cpp.inc"
      >();
}

void numlir::par::ParDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "ParOps.cpp.inc"
      >();
}

// One position for each axis, one value of the right type for each reduction, and combiners of both.
mlir::LogicalResult numlir::par::LoopOp::verify() {
  auto arrays = [](mlir::Type type) { return llvm::isa<numlir::nd::ArrayType>(type); };
  size_t rank = getLower().size(), count = getInitial().size();
  if (rank == 0 || getUpper().size() != rank || getStep().size() != rank)
    return emitOpError("needs as many lower bounds, upper bounds and steps, one at least");
  if (getIdentity().size() != count || getKinds().size() != count || getValues().size() != count)
    return emitOpError("needs an identity, a kind and a result for each initial value");
  mlir::Block &body = getBody().front(), &combiner = getCombiner().front();
  if (body.getNumArguments() != rank + count)
    return emitOpError("needs an argument of the body for each axis and each reduction");
  for (size_t i = 0; i < rank; ++i)
    if (!body.getArgument(i).getType().isIndex())
      return emitOpError("needs positions of type index");
  llvm::SmallVector<mlir::Type> scalars;
  for (size_t i = 0; i < count; ++i) {
    mlir::Type type = getInitial()[i].getType();
    if (body.getArgument(rank + i).getType() != type || getValues()[i].getType() != type)
      return emitOpError("needs one type for the initial value, the argument and the result of a reduction");
    if (arrays(type))
      continue;
    if (getIdentity()[i].getType() != type)
      return emitOpError("needs an identity of the type of its reduction");
    scalars.push_back(type);
  }
  auto *end = body.empty() ? nullptr : &body.back();
  if (!end || !llvm::isa<YieldOp>(end) || !llvm::equal(end->getOperandTypes(), getValues().getTypes()))
    return emitOpError("needs a body that yields the next value of each reduction");
  end = combiner.empty() ? nullptr : &combiner.back();
  if (!end || !llvm::isa<YieldOp>(end) || !llvm::equal(end->getOperandTypes(), scalars) ||
      combiner.getNumArguments() != 2 * scalars.size())
    return emitOpError("needs a combiner of the values before and behind of each reduction that is no array");
  for (size_t i = 0; i < 2 * scalars.size(); ++i)
    if (combiner.getArgument(i).getType() != scalars[i % scalars.size()])
      return emitOpError("needs a combiner whose arguments have the types of the reductions");
  return mlir::success();
}

void numlir::simt::SimtDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "SimtOps.cpp.inc"
      >();
}

namespace {
using namespace mlir;
namespace py = numlir::py;
namespace nd = numlir::nd;
namespace par = numlir::par;

using RunFn = bool (*)(MlirOperation, MlirStringRef options, void *data);

// A pass whose body is a Rust function; `data` is a static of that pass and doubles as its TypeID.
struct RustPass : Pass {
  RustPass(std::string name, std::string summary, RunFn run, void *data)
      : Pass(TypeID::getFromOpaquePointer(data)), name(std::move(name)), summary(std::move(summary)), run(run),
        data(data) {}

  llvm::StringRef getName() const override { return name; }
  llvm::StringRef getArgument() const override { return name; }
  llvm::StringRef getDescription() const override { return summary; }
  bool canScheduleOn(RegisteredOperationName) const override { return true; }

  // The dialects a pass may create operations of have to be loaded before it runs.
  void getDependentDialects(DialectRegistry &registry) const override {
    registry.insert<arith::ArithDialect, cf::ControlFlowDialect, complex::ComplexDialect, func::FuncDialect,
                    LLVM::LLVMDialect, math::MathDialect, scf::SCFDialect, py::PyDialect, nd::NdDialect, par::ParDialect,
                    numlir::simt::SimtDialect>();
  }

  LogicalResult initializeOptions(llvm::StringRef text,
                                  llvm::function_ref<LogicalResult(const llvm::Twine &)>) override {
    options = text.str();
    return success();
  }

  void runOnOperation() override {
    if (!run(wrap(getOperation()), wrap(llvm::StringRef(options)), data))
      signalPassFailure();
  }

  std::unique_ptr<Pass> clonePass() const override {
    auto copy = std::make_unique<RustPass>(name, summary, run, data);
    copy->options = options;
    return copy;
  }

  std::string name, summary, options;
  RunFn run;
  void *data;
};

llvm::SmallVector<Type> unwrapTypes(intptr_t count, const MlirType *types) {
  llvm::SmallVector<Type> result;
  for (intptr_t i = 0; i < count; ++i)
    result.push_back(unwrap(types[i]));
  return result;
}
} // namespace

extern "C" {
void numlirRegisterDialects(MlirDialectRegistry registry) {
  unwrap(registry)->insert<py::PyDialect, nd::NdDialect, par::ParDialect, numlir::simt::SimtDialect>();
}

// What the pipeline uses of MLIR: a context takes up all that its registry has, and each dialect that it loads asks all of it.
void numlirRegisterPipeline(MlirDialectRegistry registry) {
  DialectRegistry &all = *unwrap(registry);
  numlirRegisterDialects(registry);
  all.insert<arith::ArithDialect, cf::ControlFlowDialect, complex::ComplexDialect, func::FuncDialect, LLVM::LLVMDialect,
             math::MathDialect, scf::SCFDialect>();
  registerBuiltinDialectTranslation(all);
  registerLLVMDialectTranslation(all);
}

// Which type of ours a type is; 0 for any other. The numbers are `TypeKind` in types in Rust.
int numlirTypeKind(MlirType type) {
  return llvm::TypeSwitch<Type, int>(unwrap(type))
      .Case<py::UnknownType>([](auto) { return 1; })
      .Case<py::NoneType>([](auto) { return 2; })
      .Case<py::StrType>([](auto) { return 3; })
      .Case<py::SliceType>([](auto) { return 4; })
      .Case<py::RangeType>([](auto) { return 5; })
      .Case<py::IteratorType>([](auto) { return 6; })
      .Case<py::EnumerateType>([](auto) { return 7; })
      .Case<py::ZipType>([](auto) { return 8; })
      .Case<py::BuiltinType>([](auto) { return 9; })
      .Case<py::DtypeType>([](auto) { return 10; })
      .Case<py::FunctionType>([](auto) { return 11; })
      .Case<py::ChoiceType>([](auto) { return 16; })
      .Case<py::NamedTupleType>([](auto) { return 17; })
      .Case<py::MethodType>([](auto) { return 12; })
      .Case<py::ExceptionType>([](auto) { return 13; })
      .Case<nd::ArrayType>([](auto) { return 14; })
      .Case<nd::ListType>([](auto) { return 21; })
      .Case<nd::SetType>([](auto) { return 22; })
      .Case<nd::RecordType>([](auto) { return 15; })
      .Case<nd::InstanceType>([](auto) { return 30; })
      .Case<py::GeneratorType>([](auto) { return 20; })
      .Case<py::FlatType>([](auto t) { return t.getViews() ? 24 : 23; })
      .Case<py::OptionalType>([](auto) { return 40; })
      .Case<py::CaughtType>([](auto) { return 41; })
      .Case<py::PointerType>([](auto) { return 42; })
      .Case<py::BytesType>([](auto) { return 43; })
      .Default([](auto) { return 0; });
}

MlirType numlirSimpleTypeGet(MlirContext context, int kind) {
  MLIRContext *c = unwrap(context);
  switch (kind) {
  case 2: return wrap(Type(py::NoneType::get(c)));
  case 3: return wrap(Type(py::StrType::get(c)));
  case 5: return wrap(Type(py::RangeType::get(c)));
  case 20: return wrap(Type(py::GeneratorType::get(c)));
  case 41: return wrap(Type(py::CaughtType::get(c)));
  case 43: return wrap(Type(py::BytesType::get(c)));
  default: return wrap(Type(py::UnknownType::get(c)));
  }
}

// Types made of one other: iterator, enumerate, list, set, flat, optional, pointer, dtype.
MlirType numlirWrapTypeGet(int kind, MlirType of) {
  Type t = unwrap(of);
  switch (kind) {
  case 6: return wrap(Type(py::IteratorType::get(t.getContext(), t)));
  case 7: return wrap(Type(py::EnumerateType::get(t.getContext(), t)));
  case 21: return wrap(Type(nd::ListType::get(t.getContext(), t)));
  case 22: return wrap(Type(nd::SetType::get(t.getContext(), t)));
  case 23: return wrap(Type(py::FlatType::get(t.getContext(), t, false)));
  case 24: return wrap(Type(py::FlatType::get(t.getContext(), t, true)));
  case 40: return wrap(Type(py::OptionalType::get(t.getContext(), t)));
  case 42: return wrap(Type(py::PointerType::get(t.getContext(), t)));
  default: return wrap(Type(py::DtypeType::get(t.getContext(), t)));
  }
}
MlirType numlirWrappedTypeGet(MlirType type) {
  return llvm::TypeSwitch<Type, MlirType>(unwrap(type))
      .Case<py::IteratorType, py::EnumerateType, py::FlatType>([](auto t) { return wrap(t.getIterated()); })
      .Case<py::DtypeType, py::OptionalType, py::PointerType>([](auto t) { return wrap(t.getElement()); })
      .Case<py::MethodType>([](auto t) { return wrap(t.getObject()); })
      .Case<nd::ArrayType, nd::ListType, nd::SetType>([](auto t) { return wrap(t.getElement()); })
      .Default([](auto) { return MlirType{nullptr}; });
}

// Types made of several: slice, choice, zip.
MlirType numlirListTypeGet(MlirContext context, int kind, intptr_t count, const MlirType *types) {
  if (kind == 4)
    return wrap(Type(py::SliceType::get(unwrap(context), unwrapTypes(count, types))));
  if (kind == 16)
    return wrap(Type(py::ChoiceType::get(unwrap(context), unwrapTypes(count, types))));
  return wrap(Type(py::ZipType::get(unwrap(context), unwrapTypes(count, types))));
}
MlirType numlirFunctionTypeGet(MlirAttribute symbol, intptr_t count, const MlirType *captures) {
  auto name = llvm::cast<FlatSymbolRefAttr>(unwrap(symbol));
  return wrap(Type(py::FunctionType::get(name.getContext(), name, unwrapTypes(count, captures))));
}
MlirType numlirInstanceTypeGet(MlirContext context, MlirStringRef name, intptr_t count, const MlirType *fields) {
  MLIRContext *c = unwrap(context);
  return wrap(Type(nd::InstanceType::get(c, StringAttr::get(c, unwrap(name)), unwrapTypes(count, fields))));
}
MlirType numlirNamedTupleTypeGet(MlirContext context, MlirStringRef name, intptr_t count, const MlirType *elements) {
  MLIRContext *c = unwrap(context);
  return wrap(Type(py::NamedTupleType::get(c, StringAttr::get(c, unwrap(name)), unwrapTypes(count, elements))));
}
// Of a slice: its bounds; of zip: what is iterated; of a choice: the functions; of a function: what it captures; of an instance: its fields.
intptr_t numlirTypeListSize(MlirType type) {
  return llvm::TypeSwitch<Type, intptr_t>(unwrap(type))
      .Case<py::SliceType>([](auto t) { return t.getBounds().size(); })
      .Case<py::ZipType>([](auto t) { return t.getIterated().size(); })
      .Case<py::ChoiceType>([](auto t) { return t.getFunctions().size(); })
      .Case<py::NamedTupleType>([](auto t) { return t.getElements().size(); })
      .Case<py::FunctionType>([](auto t) { return t.getCaptures().size(); })
      .Case<nd::InstanceType>([](auto t) { return t.getFields().size(); })
      .Default([](auto) { return 0; });
}
MlirType numlirTypeListGet(MlirType type, intptr_t index) {
  return llvm::TypeSwitch<Type, MlirType>(unwrap(type))
      .Case<py::SliceType>([&](auto t) { return wrap(t.getBounds()[index]); })
      .Case<py::ZipType>([&](auto t) { return wrap(t.getIterated()[index]); })
      .Case<py::ChoiceType>([&](auto t) { return wrap(t.getFunctions()[index]); })
      .Case<py::NamedTupleType>([&](auto t) { return wrap(t.getElements()[index]); })
      .Case<py::FunctionType>([&](auto t) { return wrap(t.getCaptures()[index]); })
      .Case<nd::InstanceType>([&](auto t) { return wrap(t.getFields()[index]); })
      .Default([](auto) { return MlirType{nullptr}; });
}

// Types with a name: builtin, exception, record; with an object, a method.
MlirType numlirNamedTypeGet(MlirContext context, int kind, MlirStringRef name, MlirType object) {
  MLIRContext *c = unwrap(context);
  auto text = StringAttr::get(c, unwrap(name));
  switch (kind) {
  case 9: return wrap(Type(py::BuiltinType::get(c, text)));
  case 15: return wrap(Type(nd::RecordType::get(c, text)));
  case 12: return wrap(Type(py::MethodType::get(c, unwrap(object), text)));
  default: return wrap(Type(py::ExceptionType::get(c, text)));
  }
}
MlirStringRef numlirTypeName(MlirType type) {
  return llvm::TypeSwitch<Type, MlirStringRef>(unwrap(type))
      .Case<py::BuiltinType, py::ExceptionType, py::MethodType, py::NamedTupleType, nd::RecordType, nd::InstanceType>([](auto t) { return wrap(t.getName().getValue()); })
      .Case<py::FunctionType>([](auto t) { return wrap(t.getSymbol().getValue()); })
      .Case<nd::ArrayType>([](auto t) { return wrap(t.getLayout().getValue()); })
      .Default([](auto) { return wrap(llvm::StringRef()); });
}

MlirType numlirArrayTypeGet(MlirType element, int64_t rank, MlirStringRef layout, int64_t flags) {
  MLIRContext *c = unwrap(element).getContext();
  return wrap(Type(nd::ArrayType::get(c, unwrap(element), rank, StringAttr::get(c, unwrap(layout)), flags)));
}
int64_t numlirArrayTypeRank(MlirType type) { return llvm::cast<nd::ArrayType>(unwrap(type)).getRank(); }
int64_t numlirArrayTypeFlags(MlirType type) { return llvm::cast<nd::ArrayType>(unwrap(type)).getFlags(); }

// Takes an operation out of the IR without looking whether it has uses left: the last step of a rewrite that replaced them. What is
// left uses nothing, and can be freed at any time.
void numlirOperationEnd(MlirOperation operation) {
  Operation *op = unwrap(operation);
  op->dropAllUses();
  op->dropAllReferences();
  op->remove();
}
// The same of a block that is empty.
void numlirBlockEnd(MlirBlock block) {
  Block *b = unwrap(block);
  b->dropAllUses();
  b->dropAllDefinedValueUses();
  if (Region *region = b->getParent())
    region->getBlocks().remove(b);
}
// Moves all operations from `first` on to the end of another block.
void numlirBlockSplice(MlirBlock target, MlirBlock source, MlirOperation first) {
  auto &operations = unwrap(source)->getOperations();
  unwrap(target)->getOperations().splice(unwrap(target)->end(), operations, unwrap(first)->getIterator(),
                                         operations.end());
}
MlirRegion numlirBlockGetRegion(MlirBlock block) { return wrap(unwrap(block)->getParent()); }
bool numlirValueHasUses(MlirValue value) { return !unwrap(value).use_empty(); }

// Flags of `llvm` operations that are no attributes, so that the C API cannot give them.
void numlirSetInBounds(MlirOperation operation) {
  llvm::cast<LLVM::GEPOp>(unwrap(operation)).setNoWrapFlags(LLVM::GEPNoWrapFlags::inbounds);
}
void numlirSetNoSignedWrap(MlirOperation operation) {
  llvm::cast<LLVM::IntegerOverflowFlagsInterface>(unwrap(operation)).setOverflowFlags(LLVM::IntegerOverflowFlags::nsw);
}

void numlirRegisterPass(MlirStringRef name, MlirStringRef summary, RunFn run, void *data) {
  registerPass([n = unwrap(name).str(), s = unwrap(summary).str(), run, data] {
    return std::make_unique<RustPass>(n, s, run, data);
  });
}

int numlirOptMain(int argc, char **argv, MlirDialectRegistry registry) {
  return asMainReturnCode(MlirOptMain(argc, argv, "numlir optimizer driver\n", *unwrap(registry)));
}
}
