#include "png_reader.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "png_chunks.h"
#include "png_header.h"
#include "png_rows.h"
#include "png_messages.h"

// libpng reports errors by a function that must not return; it jumps to `jump`, set by each entry point
// just before it calls libpng. All state lives in this struct, so no local variable has to survive.
struct png_reader {
  png_structp png;
  png_infop info;
  jmp_buf jump;
  byte_source *source;
  png_chunks chunks;
  codec_messages messages;
  bool data_ended;
  uint32_t height;
  uint32_t next_row;
  size_t bytes_per_row;
  bool interlaced;
  uint8_t *whole;  // all rows of an interlaced image
  int passes, passes_left;
  bool is_coarse;  // the last passes are missing
  int complete_passes;
  // Reads rows without libpng; NULL if rows need libpng.
  png_rows *rows;
  const uint8_t *previous;
  bool lenient;
  bool has_bad_checksum;  // found by libpng
  bool lacked_memory;
  png_warning_kind first_warning;
  png_fault fault;        // libpng's last error
};

static void fail(png_structp png, png_const_charp message) {
  png_reader *reader = png_get_error_ptr(png);
  reader->fault = png_describe(message, reader->messages.error, CODEC_MESSAGE_SIZE);
  longjmp(reader->jump, 1);
}

static void add_warning(png_reader *reader, const char *words) {
  if (reader->messages.warnings++ == 0)
    snprintf(reader->messages.warning, CODEC_MESSAGE_SIZE, "%s", words);
}

static void take_warning(png_structp png, png_const_charp message) {
  png_reader *reader = png_get_error_ptr(png);
  char words[CODEC_MESSAGE_SIZE];
  const png_fault fault = png_describe(message, words, sizeof words);
  if (fault == png_fault_data_checksum) reader->has_bad_checksum = true;
  if (fault == png_fault_none) return;
  if (reader->messages.warnings == 0) {
    if (fault == png_fault_too_large) reader->first_warning = png_warning_too_large;
    else if (png_is_about(message, "iCCP")) reader->first_warning = png_warning_profile;
  }
  add_warning(reader, words);
}

png_warning_kind png_reader_first_warning(const png_reader *reader) { return reader->first_warning; }

static png_voidp allocate(png_structp png, png_alloc_size_t size) {
  png_reader *reader = png_get_mem_ptr(png);
  void *memory = malloc(size);
  if (memory == NULL) reader->lacked_memory = true;
  return memory;
}

static void release(png_structp png, png_voidp memory) {
  (void)png;
  free(memory);
}

static void read_bytes(png_structp png, png_bytep bytes, size_t count) {
  png_reader *reader = png_get_io_ptr(png);
  if (byte_source_read(reader->source, bytes, count) == count) {
    png_chunks_follow(&reader->chunks, bytes, count);
    if (reader->chunks.out_of_memory) png_error(png, "Out of memory");
    return;
  }
  reader->data_ended = true;
  png_error(png, "the data end inside the image");
}

static bool lacks_memory(const png_reader *reader) { return reader->lacked_memory || reader->chunks.out_of_memory; }

static codec_status failure(png_reader *reader) {
  if (byte_source_error(reader->source) != 0) return codec_unreadable;
  if (lacks_memory(reader)) return codec_out_of_memory;
  if (reader->fault == png_fault_apple) return codec_unsupported;
  return reader->data_ended ? codec_truncated : codec_corrupt;
}

// A failure while rows are read. The rows before it are good, unless their bytes may be wrong.
static codec_status row_failure(png_reader *reader) {
  const codec_status status = failure(reader);
  if (status != codec_corrupt) return status;
  const bool is_checksum = reader->fault == png_fault_checksum || reader->fault == png_fault_data_checksum;
  return is_checksum ? codec_bad_checksum : codec_broken_off;
}

codec_status png_reader_open(byte_source *source, size_t largest_chunk, png_reader **result) {
  png_reader *reader = calloc(1, sizeof *reader);
  *result = reader;
  if (reader == NULL) return codec_out_of_memory;
  reader->source = source;
  if (setjmp(reader->jump)) return failure(reader);
  reader->png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, reader, fail, take_warning, reader, allocate,
                                         release);
  if (reader->png == NULL) return codec_out_of_memory;
  reader->info = png_create_info_struct(reader->png);
  if (reader->info == NULL) return codec_out_of_memory;
  png_set_read_fn(reader->png, reader, read_bytes);
  // The caller's own limits judge sizes, because their errors name the option that raises them.
  png_set_user_limits(reader->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_malloc_max(reader->png, largest_chunk);
  // Chunks that do not affect the pixels are skipped unread: compressed text can be a bomb.
  static const png_byte passed_over[] =
      "tEXt\0zTXt\0iTXt\0hIST\0pHYs\0sPLT\0tIME\0oFFs\0pCAL\0sCAL\0bKGD";
  png_set_keep_unknown_chunks(reader->png, PNG_HANDLE_CHUNK_NEVER, passed_over,
                              sizeof passed_over / 5);
  // If data end early, the last piece is lost, so pieces are small.
  png_set_compression_buffer_size(reader->png, 512);
  // These chunks are read on their way to libpng.
  png_chunks_start(&reader->chunks, largest_chunk);
  png_set_keep_unknown_chunks(reader->png, PNG_HANDLE_CHUNK_NEVER, png_chunk_types, png_chunk_kinds);
  // The user of a profile judges it. libpng would compare it with known ones, and warn of old programs' profiles that
  // are right except for their form.
  png_set_option(reader->png, PNG_SKIP_sRGB_CHECK_PROFILE, PNG_OPTION_ON);
#ifdef PNG_MAXIMUM_INFLATE_WINDOW
  // Some encoders state a smaller window than they used. We can always afford the largest.
  png_set_option(reader->png, PNG_MAXIMUM_INFLATE_WINDOW, PNG_OPTION_ON);
#endif
  return codec_ok;
}

void png_reader_free(png_reader *reader) {
  if (reader == NULL) return;
  png_rows_free(reader->rows);
  png_chunks_free(&reader->chunks);
  if (reader->png != NULL) {
    if (!setjmp(reader->jump)) png_destroy_read_struct(&reader->png, &reader->info, NULL);
  }
  free(reader->whole);
  free(reader);
}

const codec_messages *png_reader_messages(const png_reader *reader) { return &reader->messages; }

void png_reader_drop_profile(png_reader *reader) {
  if (setjmp(reader->jump)) return;
  png_free_data(reader->png, reader->info, PNG_FREE_ICCP, 0);
}

codec_status png_reader_read_header(png_reader *reader, png_header *header) {
  memset(header, 0, sizeof *header);
  if (setjmp(reader->jump)) return failure(reader);
  png_read_info(reader->png, reader->info);
  // libpng goes on without a profile if it has no memory for it.
  if (lacks_memory(reader)) return codec_out_of_memory;
  png_take_header(reader->png, reader->info, &reader->chunks, header);
  if (reader->chunks.exif_is_too_large) take_warning(reader->png, "eXIf: larger than its memory limits");
  reader->height = header->height;
  reader->interlaced = header->interlaced;
  return codec_ok;
}

// True if rows are simple, as most are: whole bytes a sample, from top to bottom, and small enough for an inflater that
// counts in 32 bits. libpng has stopped after the length and type of the first IDAT chunk.
static bool is_simple(const png_reader *reader, int bit_depth) {
  const uint64_t row_size = (uint64_t)reader->bytes_per_row + 1;
  return !reader->interlaced && bit_depth >= 8 && reader->height < UINT32_MAX / row_size &&
         memcmp(reader->chunks.type, "IDAT", 4) == 0;
}

static codec_status start_simple(png_reader *reader, int bit_depth, int channels) {
  reader->rows = png_rows_new(reader->source, reader->chunks.length, reader->bytes_per_row,
                              (size_t)(channels * bit_depth / 8), reader->lenient, &reader->messages);
  return reader->rows == NULL ? codec_out_of_memory : codec_ok;
}

codec_status png_reader_start(png_reader *reader, bool lenient, size_t *bytes_per_row) {
  reader->lenient = lenient;
#ifdef PNG_IGNORE_ADLER32
  if (lenient) png_set_option(reader->png, PNG_IGNORE_ADLER32, PNG_OPTION_ON);
#endif
  if (setjmp(reader->jump)) return failure(reader);
  // The header and the palette have been read by now, so this affects only image data.
  if (lenient) png_set_crc_action(reader->png, PNG_CRC_WARN_USE, PNG_CRC_NO_CHANGE);
  const int bit_depth = png_get_bit_depth(reader->png, reader->info);
  png_set_packing(reader->png);
  if (reader->interlaced) reader->passes = reader->passes_left = png_set_interlace_handling(reader->png);
  png_read_update_info(reader->png, reader->info);
  reader->bytes_per_row = png_get_rowbytes(reader->png, reader->info);
  *bytes_per_row = reader->bytes_per_row;
  if (!is_simple(reader, bit_depth)) return codec_ok;
  return start_simple(reader, bit_depth, png_get_channels(reader->png, reader->info));
}

static codec_status read_pass(png_reader *reader) {
  if (reader->whole == NULL) reader->whole = calloc(reader->height, reader->bytes_per_row);
  if (reader->whole == NULL) return codec_out_of_memory;
  if (setjmp(reader->jump)) return row_failure(reader);
  // Pixels also fill the gaps that later passes will fill, so that every pass makes a whole picture.
  for (uint32_t y = 0; y < reader->height; y++)
    png_read_row(reader->png, NULL, reader->whole + y * reader->bytes_per_row);
  reader->passes_left--;
  return codec_ok;
}

// A pass is cut short. If there is an earlier one, there is a picture, but coarser.
static codec_status cut_short(png_reader *reader, codec_status status) {
  const int complete = reader->passes - reader->passes_left;
  if (complete == 0) return status;
  reader->complete_passes = complete;
  reader->passes_left = 0;
  reader->is_coarse = true;
  snprintf(reader->messages.error, CODEC_MESSAGE_SIZE, "the data %s inside pass %d of %d",
           status == codec_truncated ? "end" : "are damaged", complete + 1, reader->passes);
  return codec_incomplete;
}

// Data after the last row cannot change a pixel, so a fault there is a warning.
static void read_end(png_reader *reader) {
  if (setjmp(reader->jump)) {
    add_warning(reader, reader->messages.error);
    if (reader->fault == png_fault_data_checksum) reader->has_bad_checksum = true;
    reader->messages.error[0] = 0;
    return;
  }
  png_read_end(reader->png, NULL);
}

int png_reader_complete_passes(const png_reader *reader) { return reader->complete_passes; }

static codec_status read_simple(png_reader *reader, uint8_t *const *rows, uint32_t count,
                                uint32_t *delivered) {
  while (*delivered < count && reader->next_row < reader->height) {
    uint8_t *row = rows[*delivered];
    const codec_status status = png_rows_read(reader->rows, reader->previous, row);
    if (status != codec_ok) return status;
    reader->previous = row;
    reader->next_row++;
    ++*delivered;
  }
  if (reader->next_row < reader->height) return codec_ok;
  return png_rows_finish(reader->rows);
}

codec_status png_reader_read_rows(png_reader *reader, uint8_t *const *rows, uint32_t count,
                                  uint32_t *delivered) {
  *delivered = 0;
  if (reader->rows != NULL) return read_simple(reader, rows, count, delivered);
  if (reader->passes_left > 0) {
    const codec_status status = read_pass(reader);
    return status == codec_truncated || status == codec_broken_off ? cut_short(reader, status) : status;
  }
  if (setjmp(reader->jump)) return row_failure(reader);
  while (*delivered < count && reader->next_row < reader->height) {
    if (reader->interlaced)
      memcpy(rows[*delivered], reader->whole + reader->next_row * reader->bytes_per_row,
             reader->bytes_per_row);
    else
      png_read_row(reader->png, rows[*delivered], NULL);
    reader->next_row++;
    ++*delivered;
  }
  if (reader->next_row < reader->height) return codec_ok;
  if (reader->is_coarse) return codec_end;
  read_end(reader);
  if (lacks_memory(reader)) return codec_out_of_memory;
  if (!reader->has_bad_checksum || reader->lenient) return codec_end;
  snprintf(reader->messages.error, CODEC_MESSAGE_SIZE, "%s", png_bad_data_checksum);
  return codec_bad_checksum;
}
