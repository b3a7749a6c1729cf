// Tells ThreadSanitizer of the order between threads that Swift's libraries make where it does not look.
//
// They are not built for it. `Mutex` takes and gives up a free lock in code that is compiled into its caller, and is seen;
// a contended one is handed on inside the library. A task's continuation is released to ThreadSanitizer when it is resumed,
// but acquired only if the task was already waiting. Each would be a false report. Linked into the tests, these functions
// stand before the libraries' own.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define ASYNC __attribute__((swiftasynccall))
#define SELF __attribute__((swift_context))

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define AWAIT "swift_continuation_await"

void __tsan_acquire(void *);
void __tsan_release(void *);
SWIFT void *swift_task_getCurrent(void);

SWIFT void lock(uint32_t thread, SELF void *mutex) __asm__(LOCK);
SWIFT bool try_lock(SELF void *mutex) __asm__(TRY_LOCK);
SWIFT void unlock(SELF void *mutex) __asm__(UNLOCK);
ASYNC void await(void *continuation) __asm__(AWAIT);

SWIFT void lock(uint32_t thread, SELF void *mutex) {
    SWIFT void (*library)(uint32_t, SELF void *) = dlsym(RTLD_NEXT, LOCK);
    library(thread, mutex);
    __tsan_acquire(mutex);
}

SWIFT bool try_lock(SELF void *mutex) {
    SWIFT bool (*library)(SELF void *) = dlsym(RTLD_NEXT, TRY_LOCK);
    bool locked = library(mutex);
    if (locked) __tsan_acquire(mutex);
    return locked;
}

SWIFT void unlock(SELF void *mutex) {
    SWIFT void (*library)(SELF void *) = dlsym(RTLD_NEXT, UNLOCK);
    __tsan_release(mutex);
    library(mutex);
}

ASYNC void await(void *continuation) {
    ASYNC void (*library)(void *) = dlsym(RTLD_NEXT, AWAIT);
    __tsan_acquire(swift_task_getCurrent());
    library(continuation);
}
