#ifndef PNG_WORDS_H
#define PNG_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/// The faults that the caller treats differently.
typedef enum {
  png_fault_other,
  png_fault_none,          // said of chunks that are read all the same; where one is not, another message follows
  png_fault_checksum,      // a chunk's: its bytes may be wrong
  png_fault_data_checksum, // that of the compressed data: some pixel may be wrong
  png_fault_too_large,     // a chunk, for the limit
  png_fault_apple,         // Apple's own kind of PNG
} png_fault;

/// Writes what a message of libpng means to somebody who has a picture and not its specification. libpng has texts only,
/// and no codes: this is the one place that reads them.
///
/// - Parameter text: Of `size` bytes.
png_fault png_describe(const char *message, char *text, size_t size);

/// Whether a message of libpng is about the chunk of that name.
bool png_is_about(const char *message, const char *chunk);

extern const char *const png_bad_chunk_checksum, *const png_bad_data_checksum, *const png_too_little_data,
    *const png_too_much_data, *const png_damaged_data, *const png_no_such_filter;

#endif
