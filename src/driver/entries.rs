//! The functions of the driver that are called, by their names in `libcuda`.

use libloading::Library;
use std::ffi::{c_char, c_int, c_uint, c_void};

/// What every function of the driver gives: 0, or what went wrong.
pub type Status = c_int;
/// Contexts, modules, functions, streams and events are addresses of the driver's.
pub type Handle = *mut c_void;
/// An address in a device's memory.
pub type Address = u64;

/// A line each: the field, the symbol, and the types of the parameters.
macro_rules! declare {
    ($($field:ident = $symbol:ident ($($ty:ty),*);)*) => {
        /// The functions, as far as this driver has them; else the symbol.
        pub struct Entries {
            $(pub $field: Result<unsafe extern "C" fn($($ty),*) -> Status, &'static str>,)*
        }

        impl Entries {
            pub fn find(library: &Library) -> Self {
                let symbol = |name: &str| [name.as_bytes(), b"\0"].concat();
                // SAFETY: the types are those of the driver's header, for the versions that the names say.
                unsafe {
                    Self {
                        $($field: library
                            .get(&symbol(stringify!($symbol)))
                            .map(|found| *found)
                            .map_err(|_| stringify!($symbol)),)*
                    }
                }
            }
        }
    };
}

declare! {
    init = cuInit(c_uint);
    error_name = cuGetErrorName(Status, *mut *const c_char);
    error_text = cuGetErrorString(Status, *mut *const c_char);
    version = cuDriverGetVersion(*mut c_int);
    device = cuDeviceGet(*mut c_int, c_int);
    device_count = cuDeviceGetCount(*mut c_int);
    device_name = cuDeviceGetName(*mut c_char, c_int, c_int);
    device_uuid = cuDeviceGetUuid(*mut [u8; 16], c_int);
    device_attribute = cuDeviceGetAttribute(*mut c_int, c_int, c_int);
    retain = cuDevicePrimaryCtxRetain(*mut Handle, c_int);
    reset = cuDevicePrimaryCtxReset_v2(c_int);
    set_current = cuCtxSetCurrent(Handle);
    current = cuCtxGetCurrent(*mut Handle);
    synchronize = cuCtxSynchronize();
    memory_info = cuMemGetInfo_v2(*mut usize, *mut usize);
    allocate = cuMemAlloc_v2(*mut Address, usize);
    free = cuMemFree_v2(Address);
    allocate_managed = cuMemAllocManaged(*mut Address, usize, c_uint);
    allocate_host = cuMemHostAlloc(*mut *mut c_void, usize, c_uint);
    free_host = cuMemFreeHost(*mut c_void);
    register_host = cuMemHostRegister_v2(*mut c_void, usize, c_uint);
    unregister_host = cuMemHostUnregister(*mut c_void);
    host_address = cuMemHostGetDevicePointer_v2(*mut Address, *mut c_void, c_uint);
    to_device = cuMemcpyHtoDAsync_v2(Address, *const c_void, usize, Handle);
    to_host = cuMemcpyDtoHAsync_v2(*mut c_void, Address, usize, Handle);
    on_device = cuMemcpyDtoDAsync_v2(Address, Address, usize, Handle);
    fill_bytes = cuMemsetD8Async(Address, u8, usize, Handle);
    pointer_attribute = cuPointerGetAttribute(*mut c_void, c_int, Address);
    create_stream = cuStreamCreate(*mut Handle, c_uint);
    destroy_stream = cuStreamDestroy_v2(Handle);
    wait_stream = cuStreamSynchronize(Handle);
    query_stream = cuStreamQuery(Handle);
    stream_wait = cuStreamWaitEvent(Handle, Handle, c_uint);
    call_host = cuLaunchHostFunc(Handle, unsafe extern "C" fn(*mut c_void), *mut c_void);
    create_event = cuEventCreate(*mut Handle, c_uint);
    destroy_event = cuEventDestroy_v2(Handle);
    record_event = cuEventRecord(Handle, Handle);
    wait_event = cuEventSynchronize(Handle);
    query_event = cuEventQuery(Handle);
    elapsed = cuEventElapsedTime(*mut f32, Handle, Handle);
    load = cuModuleLoadDataEx(*mut Handle, *const c_void, c_uint, *const c_int, *const *mut c_void);
    unload = cuModuleUnload(Handle);
    function = cuModuleGetFunction(*mut Handle, Handle, *const c_char);
    global = cuModuleGetGlobal_v2(*mut Address, *mut usize, Handle, *const c_char);
    function_attribute = cuFuncGetAttribute(*mut c_int, c_int, Handle);
    set_function_attribute = cuFuncSetAttribute(Handle, c_int, c_int);
    blocks_at_once = cuOccupancyMaxActiveBlocksPerMultiprocessor(*mut c_int, Handle, c_int, usize);
    launch = cuLaunchKernel(
        Handle, c_uint, c_uint, c_uint, c_uint, c_uint, c_uint, c_uint, Handle, *const *const c_void, *const *const c_void
    );
    launch_cooperative = cuLaunchCooperativeKernel(
        Handle, c_uint, c_uint, c_uint, c_uint, c_uint, c_uint, c_uint, Handle, *const *const c_void
    );
}
