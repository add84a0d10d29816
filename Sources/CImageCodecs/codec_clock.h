#ifndef CODEC_CLOCK_H
#define CODEC_CLOCK_H

/// The time on a clock that only goes forward, in seconds.
double codec_seconds_now(void);

#endif
