; The runtime's memory of arrays (src/runtime/memory.rs) on devices, in their heap. An owner is 64 bytes, at a multiple of 64: how many references
; there are, and what malloc gave. No other thread knows of it.

declare noalias ptr @malloc(i64)
declare void @free(ptr)
declare ptr @llvm.ptrmask.p0.i64(ptr, i64)

define linkonce_odr ptr @numlir_allocate(i64 %bytes) {
  %is_too_much = icmp ugt i64 %bytes, 1099511627776
  br i1 %is_too_much, label %fails, label %allocates

allocates:
  %size = add i64 %bytes, 128
  %block = call ptr @malloc(i64 %size)
  %is_out = icmp eq ptr %block, null
  br i1 %is_out, label %fails, label %begins

begins:
  %end = getelementptr i8, ptr %block, i64 63
  %owner = call ptr @llvm.ptrmask.p0.i64(ptr %end, i64 -64)
  store i64 1, ptr %owner
  %place = getelementptr i8, ptr %owner, i64 16
  store ptr %block, ptr %place
  ret ptr %owner

fails:
  ret ptr null
}

define linkonce_odr void @numlir_retain(ptr %owner) {
  %is_none = icmp eq ptr %owner, null
  br i1 %is_none, label %done, label %counts

counts:
  %references = load i64, ptr %owner
  %more = add i64 %references, 1
  store i64 %more, ptr %owner
  br label %done

done:
  ret void
}

define linkonce_odr void @numlir_release(ptr %owner) {
  %is_none = icmp eq ptr %owner, null
  br i1 %is_none, label %done, label %counts

counts:
  %references = load i64, ptr %owner
  %less = sub i64 %references, 1
  store i64 %less, ptr %owner
  %is_last = icmp eq i64 %less, 0
  br i1 %is_last, label %frees, label %done

frees:
  %place = getelementptr i8, ptr %owner, i64 16
  %block = load ptr, ptr %place
  call void @free(ptr %block)
  br label %done

done:
  ret void
}
