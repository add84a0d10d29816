#ifndef BYTE_SOURCE_H
#define BYTE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The bytes of an image, read once from front to back: from memory, or in pieces of 64 KB from a file
/// descriptor (a file, a pipe, a socket).
typedef struct byte_source byte_source;

/// Borrows the bytes, which must outlive the source. NULL when memory ran out.
byte_source *byte_source_from_memory(const uint8_t *bytes, size_t count);

/// Borrows the descriptor. NULL when memory ran out.
byte_source *byte_source_from_descriptor(int descriptor);

void byte_source_free(byte_source *source);

/// Ends the data after `limit` bytes. `byte_source_over_limit` then tells if there were more.
void byte_source_set_limit(byte_source *source, uint64_t limit);
bool byte_source_over_limit(const byte_source *source);

/// Ends the data of a descriptor after `length` bytes. Not one byte after them is read. Set before anything is read.
void byte_source_set_length(byte_source *source, uint64_t length);

/// Moves the descriptor behind the source's length, if one was set and reading has not failed. Nothing can be read from
/// the source afterwards, and a second call does nothing.
///
/// `seconds` limits the wait for a pipe; 0 is no limit.
void byte_source_skip_rest(byte_source *source, double seconds);

/// Ends the data with an error if reading still waits `seconds` from now; `byte_source_out_of_time` is then true.
/// Without a deadline the source waits without limit, even if the descriptor is non-blocking.
void byte_source_set_deadline(byte_source *source, double seconds);
bool byte_source_out_of_time(const byte_source *source);

/// Copies up to `count` (at most 64 KB) of the next bytes without consuming them.
size_t byte_source_peek(byte_source *source, void *destination, size_t count);

/// Copies and consumes `count` bytes; fewer only at the end of the data.
size_t byte_source_read(byte_source *source, void *destination, size_t count);

/// Hands out and consumes the next piece, which stays valid until the next call; 0 at the end.
size_t byte_source_next_piece(byte_source *source, const uint8_t **bytes);

/// The same, but no more than `most` bytes.
size_t byte_source_next_part(byte_source *source, size_t most, const uint8_t **bytes);

/// Hands out the first `most` bytes in one piece, including those of earlier calls; fewer only at the end of the data.
/// Memory sources do not copy them. Returns false if memory ran out. The bytes stay valid until the next call.
bool byte_source_collect(byte_source *source, size_t most, const uint8_t **bytes, size_t *count);

uint64_t byte_source_consumed(const byte_source *source);
bool byte_source_at_end(const byte_source *source);

/// The errno of a failed read, or 0. It is set only once the unreadable bytes are asked for.
int byte_source_error(const byte_source *source);

#endif
