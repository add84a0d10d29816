// Stands in for system calls that fail, for tests: built as a shared library and preloaded into the command.
// FAULTS is a list of words: which calls fail, and how.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int asked(const char *fault) {
  const char *faults = getenv("FAULTS");
  return faults != NULL && strstr(faults, fault) != NULL;
}

static int is_file(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

// What happened in which order, a line each.
static void note(const char *what) {
  const char *path = getenv("FAULTS_LOG");
  if (path == NULL) return;
  FILE *log = fopen(path, "ae");
  if (log == NULL) return;
  fprintf(log, "%s\n", what);
  fclose(log);
}

// Waits until there is a file named `go`; not for ever, since the test that was to make it may have failed.
static void wait_for_go(void) {
  const char *seconds = getenv("FAULTS_SECONDS");
  for (long left = 100 * (seconds == NULL ? 60 : atol(seconds)); access("go", F_OK) != 0; left--) {
    if (left <= 0) _exit(97);
    usleep(10000);
  }
}

// no-nameless: a file system that cannot make files without names.
int open(const char *path, int flags, ...) {
  static int (*system_open)(const char *, int, ...);
  if (system_open == NULL) system_open = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  if ((flags & O_TMPFILE) == O_TMPFILE && asked("no-nameless")) {
    errno = EOPNOTSUPP;
    return -1;
  }
  return system_open(path, flags, mode);
}

int open64(const char *path, int flags, ...) __attribute__((alias("open")));

// close-interrupted: the descriptor is closed all the same, as on Linux.
int close(int descriptor) {
  static int (*system_close)(int);
  if (system_close == NULL) system_close = (int (*)(int))dlsym(RTLD_NEXT, "close");
  const int interrupted = asked("close-interrupted") && is_file(descriptor);
  const int status = system_close(descriptor);
  if (!interrupted) return status;
  errno = EINTR;
  return -1;
}

// write-nothing: a device that takes nothing and calls it no error. write-waits: for `go`.
ssize_t write(int descriptor, const void *bytes, size_t count) {
  static ssize_t (*system_write)(int, const void *, size_t);
  if (system_write == NULL) system_write = (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
  if (is_file(descriptor)) {
    if (asked("write-nothing")) return 0;
    if (asked("write-waits")) wait_for_go();
  }
  return system_write(descriptor, bytes, count);
}

int fsync(int descriptor) {
  static int (*system_fsync)(int);
  if (system_fsync == NULL) system_fsync = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  note(is_file(descriptor) ? "sync file" : "sync folder");
  if (asked("sync-fails") && is_file(descriptor)) {
    errno = EIO;
    return -1;
  }
  return system_fsync(descriptor);
}

int linkat(int from, const char *old, int to, const char *new, int flags) {
  static int (*system_linkat)(int, const char *, int, const char *, int);
  if (system_linkat == NULL)
    system_linkat = (int (*)(int, const char *, int, const char *, int))dlsym(RTLD_NEXT, "linkat");
  note("name");
  return system_linkat(from, old, to, new, flags);
}

// rename-waits: for `go`.
int rename(const char *old, const char *new) {
  static int (*system_rename)(const char *, const char *);
  if (system_rename == NULL) system_rename = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
  note("rename");
  if (asked("rename-waits")) wait_for_go();
  return system_rename(old, new);
}
