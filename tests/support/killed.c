/* Preloaded into the built binary by tests/killed.rs: counts the calls that change a file system and kills the process before one of them.
   KILL_BEFORE=N kills before call N, counted from 0; TAMPER_AFTER=N writes over the first byte of the file of fsync N. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static long number(const char *name) {
    const char *text = getenv(name);
    return text ? atol(text) : -1;
}

static void step(void) {
    static long done = 0;
    if (done++ == number("KILL_BEFORE")) kill(getpid(), SIGKILL);
}

#define NEXT(type, name) __typeof__(type) next = (type)dlsym(RTLD_NEXT, name)

int rename(const char *from, const char *to) {
    NEXT(int (*)(const char *, const char *), "rename");
    step();
    return next(from, to);
}

int symlink(const char *to, const char *path) {
    NEXT(int (*)(const char *, const char *), "symlink");
    step();
    return next(to, path);
}

int mkdir(const char *path, mode_t mode) {
    NEXT(int (*)(const char *, mode_t), "mkdir");
    step();
    return next(path, mode);
}

int unlink(const char *path) {
    NEXT(int (*)(const char *), "unlink");
    step();
    return next(path);
}

int unlinkat(int folder, const char *path, int flags) {
    NEXT(int (*)(int, const char *, int), "unlinkat");
    step();
    return next(folder, path, flags);
}

ssize_t write(int file, const void *bytes, size_t count) {
    NEXT(ssize_t (*)(int, const void *, size_t), "write");
    if (file > 2) step();
    return next(file, bytes, count);
}

int fsync(int file) {
    static long done = 0;
    NEXT(int (*)(int), "fsync");
    step();
    int result = next(file);
    if (done++ == number("TAMPER_AFTER")) (void)!pwrite(file, "#", 1, 0);
    return result;
}

int open64(const char *path, int flags, ...) {
    NEXT(int (*)(const char *, int, ...), "open64");
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if (flags & O_CREAT) step();
    return next(path, flags, mode);
}
