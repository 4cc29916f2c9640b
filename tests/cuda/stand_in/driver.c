/* A stand-in for NVIDIA's driver: its functions, on the host's memory, with no device behind them.
 *
 * Every call is noted, so that tests can say which were made and with what. A launch checks its parameters against the entry
 * in the PTX, and hands them to a function of the test, which plays the device. stand_in_fail makes the next call of a
 * function fail. */

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_PARAMETERS = 64, LOG_BYTES = 1 << 20, MOST_DEVICES = 2, MOST_BLOCKS = 4096 };

enum {
    SUCCESS = 0,
    INVALID_VALUE = 1,
    OUT_OF_MEMORY = 2,
    INVALID_PTX = 218,
    NOT_FOUND = 500,
    NOT_READY = 600,
};

typedef int Status;
typedef uint64_t Address;

typedef struct {
    char *ptx;
    /* The one global that tests ask for. */
    int32_t status;
} Module;

typedef struct {
    Module *module;
    char name[256];
    int count;
    int sizes[MOST_PARAMETERS];
    int dynamic_shared;
} Function;

typedef struct {
    struct timespec when;
    int recorded;
} Event;

typedef void (*Play)(const char *entry, const uint32_t *extents, int count, const int *sizes, const uint64_t *words);

static char record[LOG_BYTES];
static size_t record_length;
static char failing[64];
static Status failure;
static Play play;
static int32_t next_status;
static int *current_context;
static int device_count = 1;
static int primary_contexts[MOST_DEVICES] = {0, 1};
/* Memory that is taken, and of which device. */
static struct {
    char *start;
    size_t bytes;
    int device;
} blocks[MOST_BLOCKS];
static size_t memory_used;
static const size_t memory_total = (size_t)1 << 33;

/* What tests call. */

const char *stand_in_log(void) { return record; }

void stand_in_clear(void) { record[record_length = 0] = 0; }

void stand_in_devices(int count) { device_count = count; }

void stand_in_fail(const char *name, Status status) {
    snprintf(failing, sizeof failing, "%s", name);
    failure = status;
}

void stand_in_play(Play function) { play = function; }

size_t stand_in_memory_used(void) { return memory_used; }

/* The status that the next launch leaves in the module's global. */
void stand_in_status(int32_t status) { next_status = status; }

/* Notes a call. Gives what it is to fail with, or SUCCESS. */
static Status note(const char *name, const char *format, ...) {
    va_list values;
    va_start(values, format);
    char text[512];
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    int length = snprintf(record + record_length, LOG_BYTES - record_length, "%s%s%s\n", name, *text ? " " : "", text);
    if (length > 0 && record_length + (size_t)length < LOG_BYTES) record_length += (size_t)length;
    if (strcmp(name, failing) != 0) return SUCCESS;
    failing[0] = 0;
    return failure;
}

#define NOTE(...)                                   \
    do {                                            \
        Status status = note(__func__, __VA_ARGS__); \
        if (status != SUCCESS) return status;        \
    } while (0)

/* The driver's functions. */

Status cuInit(unsigned flags) {
    NOTE("%u", flags);
    return SUCCESS;
}

Status cuGetErrorName(Status status, const char **name) {
    switch (status) {
    case OUT_OF_MEMORY: *name = "CUDA_ERROR_OUT_OF_MEMORY"; return SUCCESS;
    case INVALID_PTX: *name = "CUDA_ERROR_INVALID_PTX"; return SUCCESS;
    case INVALID_VALUE: *name = "CUDA_ERROR_INVALID_VALUE"; return SUCCESS;
    default: *name = "CUDA_ERROR_UNKNOWN"; return SUCCESS;
    }
}

Status cuGetErrorString(Status status, const char **text) {
    *text = status == OUT_OF_MEMORY ? "out of memory" : "something is wrong";
    return SUCCESS;
}

Status cuDriverGetVersion(int *version) {
    NOTE("");
    *version = 13000;
    return SUCCESS;
}

Status cuDeviceGetCount(int *count) {
    NOTE("");
    *count = device_count;
    return SUCCESS;
}

Status cuDeviceGet(int *device, int number) {
    *device = number;
    return number < device_count ? SUCCESS : 101;
}

Status cuDeviceGetName(char *name, int length, int device) {
    NOTE("%d", device);
    snprintf(name, (size_t)length, "Stand-in");
    return SUCCESS;
}

Status cuDeviceGetUuid(uint8_t *uuid, int device) {
    NOTE("%d", device);
    for (int i = 0; i < 16; i++) uuid[i] = (uint8_t)i;
    return SUCCESS;
}

Status cuDeviceGetAttribute(int *value, int attribute, int device) {
    (void)device;
    switch (attribute) {
    case 1: *value = 1024; break;
    case 8: *value = 48 << 10; break;
    case 10: *value = 32; break;
    case 16: *value = 132; break;
    case 75: *value = 9; break;
    case 76: *value = 0; break;
    case 95: *value = 1; break;
    case 97: *value = 227 << 10; break;
    default: *value = 0;
    }
    return SUCCESS;
}

Status cuDevicePrimaryCtxRetain(void **context, int device) {
    NOTE("%d", device);
    *context = &primary_contexts[device];
    return SUCCESS;
}

Status cuDevicePrimaryCtxReset_v2(int device) {
    NOTE("%d", device);
    return SUCCESS;
}

Status cuCtxSetCurrent(void *context) {
    NOTE("");
    current_context = context;
    return SUCCESS;
}

Status cuCtxGetCurrent(void **context) {
    *context = current_context;
    return SUCCESS;
}

Status cuCtxSynchronize(void) {
    NOTE("");
    return SUCCESS;
}

Status cuMemGetInfo_v2(size_t *available, size_t *total) {
    *available = memory_total - memory_used;
    *total = memory_total;
    return SUCCESS;
}

/* Sizes stand before the memory. */
static Status take(void **memory, size_t bytes) {
    size_t *start = malloc(bytes + 64);
    if (!start) return OUT_OF_MEMORY;
    *start = bytes;
    memory_used += bytes;
    *memory = (char *)start + 64;
    memset(*memory, 0xA5, bytes);
    for (int i = 0; i < MOST_BLOCKS; i++) {
        if (blocks[i].start) continue;
        blocks[i].start = *memory;
        blocks[i].bytes = bytes;
        blocks[i].device = current_context ? *current_context : 0;
        break;
    }
    return SUCCESS;
}

static void give_back(void *memory) {
    size_t *start = (size_t *)((char *)memory - 64);
    memory_used -= *start;
    for (int i = 0; i < MOST_BLOCKS; i++) {
        if (blocks[i].start == memory) blocks[i].start = NULL;
    }
    free(start);
}

Status cuMemAlloc_v2(Address *address, size_t bytes) {
    NOTE("%zu", bytes);
    if (bytes > memory_total - memory_used) return OUT_OF_MEMORY;
    void *memory;
    Status status = take(&memory, bytes);
    if (status == SUCCESS) *address = (Address)(uintptr_t)memory;
    return status;
}

Status cuMemAllocManaged(Address *address, size_t bytes, unsigned flags) {
    NOTE("%zu %u", bytes, flags);
    void *memory;
    Status status = take(&memory, bytes);
    if (status == SUCCESS) *address = (Address)(uintptr_t)memory;
    return status;
}

Status cuMemFree_v2(Address address) {
    NOTE("");
    give_back((void *)(uintptr_t)address);
    return SUCCESS;
}

/* Of the attributes, the number of the device. */
Status cuPointerGetAttribute(void *value, int attribute, Address address) {
    char *asked = (char *)(uintptr_t)address;
    if (attribute != 9) return INVALID_VALUE;
    for (int i = 0; i < MOST_BLOCKS; i++) {
        if (!blocks[i].start || asked < blocks[i].start || asked >= blocks[i].start + blocks[i].bytes) continue;
        *(int *)value = blocks[i].device;
        return SUCCESS;
    }
    return INVALID_VALUE;
}

Status cuMemHostAlloc(void **memory, size_t bytes, unsigned flags) {
    NOTE("%zu %u", bytes, flags);
    return take(memory, bytes);
}

Status cuMemFreeHost(void *memory) {
    NOTE("");
    give_back(memory);
    return SUCCESS;
}

Status cuMemHostRegister_v2(void *memory, size_t bytes, unsigned flags) {
    (void)memory;
    NOTE("%zu %u", bytes, flags);
    return SUCCESS;
}

Status cuMemHostUnregister(void *memory) {
    (void)memory;
    NOTE("");
    return SUCCESS;
}

Status cuMemHostGetDevicePointer_v2(Address *address, void *memory, unsigned flags) {
    NOTE("%u", flags);
    *address = (Address)(uintptr_t)memory;
    return SUCCESS;
}

Status cuMemcpyHtoDAsync_v2(Address to, const void *from, size_t bytes, void *stream) {
    NOTE("%zu %s", bytes, stream ? "stream" : "default");
    memcpy((void *)(uintptr_t)to, from, bytes);
    return SUCCESS;
}

Status cuMemcpyDtoHAsync_v2(void *to, Address from, size_t bytes, void *stream) {
    NOTE("%zu %s", bytes, stream ? "stream" : "default");
    memcpy(to, (const void *)(uintptr_t)from, bytes);
    return SUCCESS;
}

Status cuMemcpyDtoDAsync_v2(Address to, Address from, size_t bytes, void *stream) {
    NOTE("%zu %s", bytes, stream ? "stream" : "default");
    memmove((void *)(uintptr_t)to, (const void *)(uintptr_t)from, bytes);
    return SUCCESS;
}

Status cuMemsetD8Async(Address to, uint8_t byte, size_t bytes, void *stream) {
    NOTE("%u %zu %s", byte, bytes, stream ? "stream" : "default");
    memset((void *)(uintptr_t)to, byte, bytes);
    return SUCCESS;
}

Status cuStreamCreate(void **stream, unsigned flags) {
    NOTE("%u", flags);
    *stream = malloc(1);
    return SUCCESS;
}

Status cuStreamDestroy_v2(void *stream) {
    NOTE("");
    free(stream);
    return SUCCESS;
}

Status cuStreamSynchronize(void *stream) {
    NOTE("%s", stream ? "stream" : "default");
    return SUCCESS;
}

Status cuStreamQuery(void *stream) {
    NOTE("%s", stream ? "stream" : "default");
    return SUCCESS;
}

Status cuStreamWaitEvent(void *stream, void *event, unsigned flags) {
    (void)event;
    NOTE("%s %u", stream ? "stream" : "default", flags);
    return SUCCESS;
}

Status cuLaunchHostFunc(void *stream, void (*function)(void *), void *argument) {
    NOTE("%s", stream ? "stream" : "default");
    function(argument);
    return SUCCESS;
}

Status cuEventCreate(void **event, unsigned flags) {
    NOTE("%u", flags);
    *event = calloc(1, sizeof(Event));
    return SUCCESS;
}

Status cuEventDestroy_v2(void *event) {
    NOTE("");
    free(event);
    return SUCCESS;
}

Status cuEventRecord(void *event, void *stream) {
    NOTE("%s", stream ? "stream" : "default");
    Event *noted = event;
    clock_gettime(CLOCK_MONOTONIC, &noted->when);
    noted->recorded = 1;
    return SUCCESS;
}

Status cuEventSynchronize(void *event) {
    (void)event;
    NOTE("");
    return SUCCESS;
}

Status cuEventQuery(void *event) {
    NOTE("");
    return ((Event *)event)->recorded ? SUCCESS : NOT_READY;
}

Status cuEventElapsedTime(float *milliseconds, void *start, void *end) {
    NOTE("");
    const Event *from = start, *to = end;
    if (!from->recorded || !to->recorded) return INVALID_VALUE;
    *milliseconds = (float)((double)(to->when.tv_sec - from->when.tv_sec) * 1e3 +
                            (double)(to->when.tv_nsec - from->when.tv_nsec) * 1e-6);
    return SUCCESS;
}

Status cuModuleLoadDataEx(void **module, const void *image, unsigned count, const int *options, void **values) {
    char said[128] = "";
    for (unsigned i = 0; i < count; i++) {
        size_t used = strlen(said);
        /* Where messages go to, the fifth option, is an address. */
        if (options[i] == 5) snprintf(values[i], 64, "the stand-in's message");
        if (options[i] == 0 || options[i] == 7)
            snprintf(said + used, sizeof said - used, "%d=%d ", options[i], (int)(intptr_t)values[i]);
    }
    NOTE("%s", said);
    if (!strstr(image, ".version")) return INVALID_PTX;
    Module *made = calloc(1, sizeof *made);
    made->ptx = strdup(image);
    *module = made;
    return SUCCESS;
}

Status cuModuleUnload(void *module) {
    NOTE("");
    free(((Module *)module)->ptx);
    free(module);
    return SUCCESS;
}

static int size_of_type(const char *name) {
    /* .b8, .b16, .b32, .b64 and their like. */
    while (*name && (*name < '0' || *name > '9')) name++;
    return atoi(name) / 8;
}

Status cuModuleGetFunction(void **function, void *module, const char *name) {
    NOTE("%s", name);
    Module *of = module;
    char entry[300];
    snprintf(entry, sizeof entry, ".entry %s(", name);
    const char *at = strstr(of->ptx, entry);
    if (!at) return NOT_FOUND;
    Function *found = calloc(1, sizeof *found);
    snprintf(found->name, sizeof found->name, "%s", name);
    found->module = of;
    const char *end = strchr(at, ')');
    for (at = strstr(at, ".param "); at && at < end && found->count < MOST_PARAMETERS; at = strstr(at, ".param ")) {
        at += strlen(".param ");
        found->sizes[found->count++] = size_of_type(at);
    }
    *function = found;
    return SUCCESS;
}

Status cuModuleGetGlobal_v2(Address *address, size_t *bytes, void *module, const char *name) {
    NOTE("%s", name);
    Module *of = module;
    if (strcmp(name, "numlir_status") != 0 || !strstr(of->ptx, "numlir_status")) return NOT_FOUND;
    *address = (Address)(uintptr_t)&of->status;
    *bytes = sizeof of->status;
    return SUCCESS;
}

Status cuFuncGetAttribute(int *value, int attribute, void *function) {
    NOTE("%d", attribute);
    *value = attribute == 0 ? 1024 : attribute == 4 ? 16 : ((Function *)function)->dynamic_shared;
    return SUCCESS;
}

Status cuFuncSetAttribute(void *function, int attribute, int value) {
    NOTE("%d %d", attribute, value);
    if (attribute == 8) ((Function *)function)->dynamic_shared = value;
    return SUCCESS;
}

Status cuOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, void *function, int threads, size_t shared) {
    (void)function;
    NOTE("%d %zu", threads, shared);
    *blocks = 2048 / threads;
    return SUCCESS;
}

static Status launched(Function *function, const uint32_t *extents, unsigned shared, void **parameters) {
    if (shared > (48u << 10) && (int)shared > function->dynamic_shared) return INVALID_VALUE;
    uint64_t words[MOST_PARAMETERS] = {0};
    for (int i = 0; i < function->count; i++) memcpy(&words[i], parameters[i], (size_t)function->sizes[i]);
    function->module->status |= next_status;
    next_status = 0;
    if (play) play(function->name, extents, function->count, function->sizes, words);
    return SUCCESS;
}

Status cuLaunchKernel(void *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                      unsigned shared, void *stream, void **parameters, void **extra) {
    (void)extra;
    NOTE("%s %u,%u,%u %u,%u,%u %u %s", ((Function *)function)->name, gx, gy, gz, bx, by, bz, shared,
         stream ? "stream" : "default");
    return launched(function, (uint32_t[]){gx, gy, gz, bx, by, bz}, shared, parameters);
}

Status cuLaunchCooperativeKernel(void *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by,
                                 unsigned bz, unsigned shared, void *stream, void **parameters) {
    NOTE("%s %u,%u,%u %u,%u,%u %u %s", ((Function *)function)->name, gx, gy, gz, bx, by, bz, shared,
         stream ? "stream" : "default");
    return launched(function, (uint32_t[]){gx, gy, gz, bx, by, bz}, shared, parameters);
}
