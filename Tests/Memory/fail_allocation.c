// Preloaded before the C library: lets one of the large allocations of a process fail.
//   FAIL_ALLOCATION   its number, counted from 1; 0 or nothing: none fails
//   COUNT_FILE        where the number of large allocations is written when the process exits
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { large = 100 * 1000 };

static atomic_int counted;
static int failing = -1;

static int fails(size_t size) {
  if (size < large) return 0;
  if (failing < 0) {
    const char *text = getenv("FAIL_ALLOCATION");
    failing = text == NULL ? 0 : atoi(text);
  }
  if (atomic_fetch_add(&counted, 1) + 1 != failing) return 0;
  errno = ENOMEM;
  return 1;
}

// The C library's own, under the names by which it exports them besides.
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) { return fails(size) ? NULL : __libc_malloc(size); }

void *calloc(size_t count, size_t size) {
  size_t all;
  if (__builtin_mul_overflow(count, size, &all)) return NULL;
  return fails(all) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) { return fails(size) ? NULL : __libc_realloc(memory, size); }

void *aligned_alloc(size_t alignment, size_t size) {
  return fails(size) ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  *memory = aligned_alloc(alignment, size);
  return *memory == NULL ? ENOMEM : 0;
}

__attribute__((destructor)) static void report(void) {
  const char *path = getenv("COUNT_FILE");
  FILE *file = path == NULL ? NULL : fopen(path, "w");
  if (file == NULL) return;
  fprintf(file, "%d\n", atomic_load(&counted));
  fclose(file);
}
