#include <stdlib.h>
#include <string.h>

#include "jpeg_state.h"
// After jpeglib.h, which declares what it needs.
#include <jerror.h>

static void start_input(j_decompress_ptr decompressor) { (void)decompressor; }

static boolean fill_input(j_decompress_ptr decompressor) {
  static const uint8_t end_of_image[] = {0xFF, JPEG_EOI};
  jpeg_reader *reader = reader_of((j_common_ptr)decompressor);
  const uint8_t *bytes;
  jpeg_watch((j_common_ptr)decompressor);
  // libjpeg decodes short pieces with care. Where it does not, and then meets a marker, it decodes the same
  // blocks again over what it has left there (2.1.5): nothing to be compared with.
  size_t count = byte_source_next_part(reader->source, reader->leaves_huffman ? 256 : SIZE_MAX, &bytes);
  if (count == 0) {
    // The data have ended: an end marker lets libjpeg finish with what it has.
    jpeg_note_hit_end(reader);
    bytes = end_of_image;
    count = sizeof end_of_image;
  }
  reader->input.next_input_byte = bytes;
  reader->input.bytes_in_buffer = count;
  return TRUE;
}

static void skip_input(j_decompress_ptr decompressor, long count) {
  jpeg_reader *reader = reader_of((j_common_ptr)decompressor);
  while (count > 0 && (size_t)count > reader->input.bytes_in_buffer) {
    count -= (long)reader->input.bytes_in_buffer;
    fill_input(decompressor);
    if (reader->hit_end) return;
  }
  if (count <= 0) return;
  reader->input.next_input_byte += count;
  reader->input.bytes_in_buffer -= (size_t)count;
}

// libjpeg warns of missing data once, even where it gets to the end of them by one restart marker after another.
static boolean find_restart(j_decompress_ptr decompressor, int wanted) {
  if (!jpeg_resync_to_restart(decompressor, wanted)) return FALSE;
  const int marker = decompressor->unread_marker;
  if (marker != 0 && (marker < JPEG_RST0 || marker > JPEG_RST0 + 7))
    jpeg_note_marker(reader_of((j_common_ptr)decompressor));
  return TRUE;
}

static void end_input(j_decompress_ptr decompressor) { (void)decompressor; }

static int read_byte(j_decompress_ptr decompressor) {
  struct jpeg_source_mgr *input = decompressor->src;
  if (input->bytes_in_buffer == 0) fill_input(decompressor);
  input->bytes_in_buffer--;
  return *input->next_input_byte++;
}

static int read_segment_size(j_decompress_ptr decompressor) {
  const int high = read_byte(decompressor), size = (high << 8 | read_byte(decompressor)) - 2;
  return size < 0 ? 0 : size;
}

// Keeps the first Exif segment. Everything else that APP1 may hold (XMP) is passed over.
static boolean read_app1(j_decompress_ptr decompressor) {
  static const uint8_t signature[6] = {'E', 'x', 'i', 'f', 0, 0};
  jpeg_reader *reader = reader_of((j_common_ptr)decompressor);
  int left = read_segment_size(decompressor);
  if (reader->exif == NULL && left > (int)sizeof signature) {
    uint8_t start[sizeof signature];
    for (size_t i = 0; i < sizeof start; i++, left--) start[i] = (uint8_t)read_byte(decompressor);
    if (memcmp(start, signature, sizeof start) == 0) {
      reader->exif = malloc((size_t)left);
      if (reader->exif == NULL) ERREXIT1(decompressor, JERR_OUT_OF_MEMORY, 0);
      for (; left > 0 && !reader->hit_end; left--)
        reader->exif[reader->exif_size++] = (uint8_t)read_byte(decompressor);
    }
  }
  skip_input(decompressor, left);
  return TRUE;
}

// A colour profile comes in numbered segments, in any order.
static boolean read_app2(j_decompress_ptr decompressor) {
  static const uint8_t signature[12] = "ICC_PROFILE";
  jpeg_reader *reader = reader_of((j_common_ptr)decompressor);
  int left = read_segment_size(decompressor);
  if (left >= (int)sizeof signature + 2) {
    bool same = true;
    for (size_t i = 0; i < sizeof signature; i++, left--)
      same = read_byte(decompressor) == signature[i] && same;
    if (same) {
      const int number = read_byte(decompressor), count = read_byte(decompressor);
      left -= 2;
      uint8_t *segment = icc_segments_add(&reader->profile, number, count, (size_t)left);
      if (reader->profile.out_of_memory) ERREXIT1(decompressor, JERR_OUT_OF_MEMORY, 0);
      if (segment != NULL)
        for (; left > 0 && !reader->hit_end; left--) *segment++ = (uint8_t)read_byte(decompressor);
    }
  }
  skip_input(decompressor, left);
  return TRUE;
}

void jpeg_input_install(jpeg_reader *reader) {
  struct jpeg_decompress_struct *decompressor = &reader->decompressor;
  reader->input.init_source = start_input;
  reader->input.fill_input_buffer = fill_input;
  reader->input.skip_input_data = skip_input;
  reader->input.resync_to_restart = find_restart;
  reader->input.term_source = end_input;
  decompressor->src = &reader->input;
  jpeg_set_marker_processor(decompressor, JPEG_APP0 + 1, read_app1);
  jpeg_set_marker_processor(decompressor, JPEG_APP0 + 2, read_app2);
}
