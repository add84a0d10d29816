#ifndef BYTE_SINK_H
#define BYTE_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Takes an encoder's bytes: to a file descriptor, in pieces of 64 KB, or to a growing buffer in memory.
typedef struct byte_sink byte_sink;

/// Collects the bytes in memory. NULL when memory ran out.
byte_sink *byte_sink_to_memory(void);

/// Borrows the descriptor. NULL when memory ran out.
byte_sink *byte_sink_to_descriptor(int descriptor);
void byte_sink_free(byte_sink *sink);

/// Makes writing fail if it still waits `seconds` from now; `byte_sink_out_of_time` is then true. Without a deadline
/// the sink waits without limit, even if the descriptor is non-blocking.
void byte_sink_set_deadline(byte_sink *sink, double seconds);
bool byte_sink_out_of_time(const byte_sink *sink);

/// Returns false if the bytes could not be written or kept.
bool byte_sink_write(byte_sink *sink, const void *bytes, size_t count);
bool byte_sink_flush(byte_sink *sink);

/// The bytes collected in memory.
const uint8_t *byte_sink_bytes(const byte_sink *sink, size_t *count);

/// The errno of a failed write, or 0.
int byte_sink_error(const byte_sink *sink);

#endif
