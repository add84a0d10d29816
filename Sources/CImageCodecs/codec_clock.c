// For clock_gettime.
#define _POSIX_C_SOURCE 200809L

#include "codec_clock.h"

#include <time.h>

double codec_seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

bool codec_deadline_is_over(codec_deadline *deadline) {
  enum { steps_between_looks = 256 };
  if (deadline->at > 0 && deadline->steps++ % steps_between_looks == 0 && codec_seconds_now() > deadline->at)
    deadline->is_over = true;
  return deadline->is_over;
}
