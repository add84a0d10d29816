#ifndef CODEC_CLOCK_H
#define CODEC_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/// The time on a clock that only goes forward, in seconds.
double codec_seconds_now(void);

/// An end for work that goes in small steps.
typedef struct {
  double at;  // on that clock; 0: none
  uint32_t steps;
  bool is_over;
} codec_deadline;

/// To be asked before each step; looks at the clock before every 256th, from the first on.
bool codec_deadline_is_over(codec_deadline *deadline);

#endif
