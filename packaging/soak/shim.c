/* Faults of storage and clock, injected under a program that knows nothing of it: LD_PRELOAD (packaging/soak/faults.py).
 *
 * SOAK_KIND   enospc | eio-read | short-read | slow | vanish | clock
 * SOAK_UNDER  the folder whose files are meant (absolute); all others stay as they are
 * SOAK_AFTER  operations of that kind that pass before the first fault
 * SOAK_MOST   how many faults follow, one after another; then all is well again
 * SOAK_LOG    gets one byte for each fault
 *
 * SOAK_MOST is counted in each process. The clock jumps back and forth by SOAK_JUMP seconds from the first fault on.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const char *kind = "", *under = "", *logged = "";
static long after_, most, jump;
static atomic_long seen;

__attribute__((constructor)) static void begin(void) {
    if (getenv("SOAK_KIND")) kind = getenv("SOAK_KIND");
    if (getenv("SOAK_UNDER")) under = getenv("SOAK_UNDER");
    if (getenv("SOAK_LOG")) logged = getenv("SOAK_LOG");
    after_ = getenv("SOAK_AFTER") ? atol(getenv("SOAK_AFTER")) : 0;
    most = getenv("SOAK_MOST") ? atol(getenv("SOAK_MOST")) : 0;
    jump = getenv("SOAK_JUMP") ? atol(getenv("SOAK_JUMP")) : 0;
}

static int is(const char *wanted) { return strcmp(kind, wanted) == 0; }

static int below(const char *path) {
    size_t n = strlen(under);
    return n && strncmp(path, under, n) == 0 && (path[n] == '/' || path[n] == 0);
}

static int meant(int fd) {
    char name[64], path[PATH_MAX];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(name, path, sizeof path - 1);
    if (n <= 0) return 0;
    path[n] = 0;
    return below(path);
}

/* Whether this operation fails, and a byte for the log. */
static int due(void) {
    long at = atomic_fetch_add(&seen, 1);
    if (at < after_ || at >= after_ + most) return 0;
    long fd = syscall(SYS_openat, AT_FDCWD, logged, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) {
        syscall(SYS_write, fd, "x", 1);
        syscall(SYS_close, fd);
    }
    return 1;
}

static void wait_a_little(void) {
    struct timespec t = {0, 50 * 1000 * 1000};
    nanosleep(&t, NULL);
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

#define BEFORE_READ(fd, count)                                                                     \
    int guarded = *under && (is("eio-read") || is("short-read") || is("slow") || is("vanish")) && meant(fd); \
    if (guarded && due()) {                                                                        \
        if (is("eio-read")) { errno = EIO; return -1; }                                            \
        if (is("vanish")) { errno = ESTALE; return -1; }                                           \
        if (is("slow")) wait_a_little();                                                           \
        if (is("short-read") && (count) > 1) (count) = (count) / 2;                                \
    }

#define BEFORE_WRITE(fd)                                                                           \
    if (*under && (is("enospc") || is("slow")) && meant(fd) && due()) {                            \
        if (is("enospc")) { errno = ENOSPC; return -1; }                                           \
        wait_a_little();                                                                           \
    }

ssize_t read(int fd, void *data, size_t count) { REAL(read); BEFORE_READ(fd, count) return real(fd, data, count); }
ssize_t pread(int fd, void *data, size_t count, off_t at) { REAL(pread); BEFORE_READ(fd, count) return real(fd, data, count, at); }
ssize_t pread64(int fd, void *data, size_t count, off64_t at) { REAL(pread64); BEFORE_READ(fd, count) return real(fd, data, count, at); }
ssize_t write(int fd, const void *data, size_t count) { REAL(write); BEFORE_WRITE(fd) return real(fd, data, count); }
ssize_t pwrite(int fd, const void *data, size_t count, off_t at) { REAL(pwrite); BEFORE_WRITE(fd) return real(fd, data, count, at); }
ssize_t pwrite64(int fd, const void *data, size_t count, off64_t at) { REAL(pwrite64); BEFORE_WRITE(fd) return real(fd, data, count, at); }

static int gone(const char *path) { return path && is("vanish") && below(path) && due(); }

#define OPENING(name)                                                                              \
    int name(const char *path, int flags, ...) {                                                   \
        REAL(name);                                                                                \
        va_list more; va_start(more, flags); int mode = va_arg(more, int); va_end(more);           \
        if (gone(path)) { errno = EIO; return -1; }                                                \
        return real(path, flags, mode);                                                            \
    }
OPENING(open)
OPENING(open64)

int clock_gettime(clockid_t which, struct timespec *out) {
    REAL(clock_gettime);
    int done = real(which, out);
    if (done == 0 && which == CLOCK_REALTIME && is("clock")) {
        long at = atomic_load(&seen);
        if (at < after_ + most) due();
        if (at >= after_) out->tv_sec += (at / 3) % 2 ? jump : -jump;
    }
    return done;
}

time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out) *out = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *out, void *zone) {
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    out->tv_sec = now.tv_sec;
    out->tv_usec = now.tv_nsec / 1000;
    return 0;
}
