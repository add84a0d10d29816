#ifndef PNG_MESSAGES_H
#define PNG_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>

/// The faults that the caller treats differently.
typedef enum {
  png_fault_other,
  png_fault_none,          // about chunks that are still read; if one is not, another message follows
  png_fault_checksum,      // that of a chunk: its bytes may be wrong
  png_fault_data_checksum, // that of the compressed data: some pixel may be wrong
  png_fault_too_large,     // a chunk is over the limit
  png_fault_apple,         // Apple's own kind of PNG
} png_fault;

/// Writes a message of libpng in words that need no knowledge of the format. libpng has only texts and no codes, and
/// this is the one place that reads them.
///
/// - Parameter text: Has `size` bytes.
png_fault png_describe(const char *message, char *text, size_t size);

/// True if a message of libpng is about the chunk of that name.
bool png_is_about(const char *message, const char *chunk);

extern const char *const png_bad_chunk_checksum, *const png_bad_data_checksum, *const png_too_little_data,
    *const png_too_much_data, *const png_damaged_data, *const png_no_such_filter;

#endif
