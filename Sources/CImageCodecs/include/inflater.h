#ifndef INFLATER_H
#define INFLATER_H

#include <stddef.h>
#include <stdint.h>

/// Inflates a stream piece by piece: with ISA-L if built with ISA-L, otherwise with zlib.
typedef struct inflater inflater;

/// What is around the compressed data, and so which checksum is behind them.
typedef enum {
  inflater_zlib,  // Adler-32
  inflater_gzip,  // one member of a gzip file: CRC-32 and the length
} inflater_wrapper;

typedef enum {
  inflater_ok,            // all input is used, or all output is filled
  inflater_end,           // the stream is complete
  inflater_bad_checksum,  // the stream is complete, but its checksum or length is wrong
  inflater_corrupt,
} inflater_status;

/// NULL when memory ran out.
inflater *inflater_new(inflater_wrapper wrapper);
void inflater_free(inflater *inflater);

/// Moves `input` and `output` past the used and filled bytes.
inflater_status inflater_run(inflater *inflater, const uint8_t **input, size_t *input_count,
                             uint8_t **output, size_t *output_count);

#endif
