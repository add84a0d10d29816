// For sched_getaffinity and F_SETSIG.
#define _GNU_SOURCE

#include "process.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

int process_affinity_count(void) {
#ifdef __linux__
  // The system refuses a set smaller than its own.
  enum { most_processors = 65536 };
  const size_t size = CPU_ALLOC_SIZE(most_processors);
  cpu_set_t *const set = CPU_ALLOC(most_processors);
  if (set == NULL) return 0;
  CPU_ZERO_S(size, set);
  const int count = sched_getaffinity(0, size, set) == 0 ? CPU_COUNT_S(size, set) : 0;
  CPU_FREE(set);
  return count;
#else
  return 0;
#endif
}

#if defined(__linux__) && !defined(SYS_close_range)
#define SYS_close_range 436  // the same on every architecture
#endif

void process_close_from(int first) {
#ifdef __linux__
  // The system call itself, since some C libraries have no function for it.
  if (syscall(SYS_close_range, (unsigned)first, ~0U, 0U) == 0) return;
#endif
  process_close_listed(first);
}

// Counting up to the limit of descriptors could take too long: it may be a billion.
enum { most_counted = 1 << 20 };

void process_close_listed(int first) {
#ifdef __linux__
  DIR *const folder = opendir("/proc/self/fd");
#else
  DIR *const folder = opendir("/dev/fd");
#endif
  if (folder == NULL) {
    const long limit = sysconf(_SC_OPEN_MAX);
    const long end = limit > 0 && limit < most_counted ? limit : most_counted;
    for (long descriptor = first; descriptor < end; descriptor++) close((int)descriptor);
    return;
  }
  // A list that changes while it is read may lack entries, so it is read again until nothing is left to close.
  bool closed;
  do {
    closed = false;
    rewinddir(folder);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
      char *end;
      const long descriptor = strtol(entry->d_name, &end, 10);
      if (end == entry->d_name || *end != 0 || descriptor < first || descriptor == dirfd(folder)) continue;
      closed = close((int)descriptor) == 0 || closed;
    }
  } while (closed);
  closedir(folder);
}

void process_hide_memory(void) {
#ifdef __linux__
  prctl(PR_SET_DUMPABLE, 0);
#endif
}

bool process_drop_capabilities(void) {
#ifdef __linux__
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  // Capabilities that a started program could get. Only a process with CAP_SETPCAP can drop them; others get none.
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; capability++)
    prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];
  memset(none, 0, sizeof none);
  return syscall(SYS_capset, &header, none) == 0;
#else
  return false;
#endif
}

bool process_die_with(int pipe_end) {
#ifdef __linux__
  // The system sends the signal when the state of the pipe changes. Nobody writes to the pipe, so it changes only once.
  if (fcntl(pipe_end, F_SETSIG, SIGKILL) != 0 || fcntl(pipe_end, F_SETOWN, getpid()) != 0) return false;
  const int flags = fcntl(pipe_end, F_GETFL);
  if (flags < 0 || fcntl(pipe_end, F_SETFL, flags | O_ASYNC) != 0) return false;
  // The state may have changed before.
  struct pollfd state = {.fd = pipe_end, .events = POLLIN};
  return poll(&state, 1, 0) == 0;
#else
  (void)pipe_end;
  return false;
#endif
}
