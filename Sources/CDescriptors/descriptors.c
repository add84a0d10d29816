// For clock_gettime and F_DUPFD_CLOEXEC.
#define _GNU_SOURCE

#include "descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

void descriptors_open_standard(void) {
  for (int descriptor = 0; descriptor < 3; descriptor++) {
    if (fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) continue;
    // `open` gives the lowest free number. It is this one, because those below are open by now.
    if (open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY) < 0)
      (void)!open("/", O_RDONLY);  // where there are no devices
  }
}

int descriptors_lift(int descriptor, int lowest) {
  if (descriptor < 0) return descriptor;
  if (descriptor >= lowest) {
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    return descriptor;
  }
  const int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, lowest);
  const int error = errno;
  close(descriptor);
  errno = error;
  return copy;
}

double descriptors_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

// The most milliseconds to wait, rounded up; -1 without a deadline, 0 when it has passed.
static int milliseconds_left(double deadline) {
  if (deadline == 0) return -1;
  const double left = deadline - descriptors_now();
  if (!(left > 0)) return 0;
  return left > 1e6 ? 1000000000 : (int)(left * 1000) + 1;
}

int descriptors_wait(int descriptor, short what, double deadline) {
  for (;;) {
    const int left = milliseconds_left(deadline);
    if (left == 0) return ETIMEDOUT;
    struct pollfd waiting = {.fd = descriptor, .events = what};
    const int ready = poll(&waiting, 1, left);
    // Errors and the end count as ready: reading or writing tells which it is.
    if (ready > 0) return 0;
    if (ready < 0 && errno != EINTR && errno != EAGAIN) return errno;
  }
}

int descriptors_pause(double deadline) {
  enum { moment = 10 };
  const int left = milliseconds_left(deadline);
  if (left == 0) return ETIMEDOUT;
  poll(NULL, 0, left < 0 || left > moment ? moment : left);
  return 0;
}

int descriptors_lock(int descriptor) {
  int status;
  do status = flock(descriptor, LOCK_EX | LOCK_NB);
  while (status != 0 && errno == EINTR);
  return status == 0 ? 0 : errno;
}

void descriptors_unlock(int descriptor) { flock(descriptor, LOCK_UN); }
