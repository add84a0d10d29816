#ifndef DEFLATER_H
#define DEFLATER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Makes a zlib stream piece by piece: with ISA-L at level 1 if built with ISA-L, otherwise with zlib.
typedef struct deflater deflater;

/// `level` is zlib's, 0 (stored) to 9. NULL when memory ran out.
deflater *deflater_new(int level);
void deflater_free(deflater *deflater);

/// Takes all bytes, and hands pieces of 64 KB to `write`, which gets `context` and returns true on success. With
/// `is_last` the stream is ended, and the last piece is written even if it is not full.
bool deflater_run(deflater *deflater, const uint8_t *bytes, size_t count, bool is_last,
                  bool (*write)(void *context, const uint8_t *bytes, size_t count), void *context);

#endif
