#ifndef DEFLATER_H
#define DEFLATER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Makes a zlib stream piece by piece: at level 1 through ISA-L where it was there to build with, else through zlib.
typedef struct deflater deflater;

/// `level` is zlib's, 0 (stored) to 9. NULL when memory ran out.
deflater *deflater_new(int level);
void deflater_free(deflater *deflater);

/// Takes in all bytes, and hands pieces of 64 KB to `write`, which is given `context` and answers whether it worked.
/// With `is_last` the stream is ended, and what there is of the last piece written.
bool deflater_run(deflater *deflater, const uint8_t *bytes, size_t count, bool is_last,
                  bool (*write)(void *context, const uint8_t *bytes, size_t count), void *context);

#endif
