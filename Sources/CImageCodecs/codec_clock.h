#ifndef CODEC_CLOCK_H
#define CODEC_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/// The time on a clock that only goes forward, in seconds.
double codec_seconds_now(void);

/// A deadline for work in small steps.
typedef struct {
  double at;  // on that clock; 0: none
  uint32_t steps;
  bool is_over;
} codec_deadline;

/// Called before each step. Looks at the clock at the first of every 256 steps.
bool codec_deadline_is_over(codec_deadline *deadline);

#endif
