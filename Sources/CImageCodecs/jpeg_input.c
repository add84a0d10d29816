#include <stdlib.h>
#include <string.h>

#include "jpeg_gain_map.h"
#include "jpeg_state.h"
// After jpeglib.h, which declares what it needs.
#include <jerror.h>

static void start_input(j_decompress_ptr decompressor) { (void)decompressor; }

static boolean fill_input(j_decompress_ptr decompressor) {
  static const uint8_t end_of_image[] = {0xFF, JPEG_EOI};
  jpeg_reader *reader = reader_of((j_common_ptr)decompressor);
  const uint8_t *bytes;
  jpeg_watch((j_common_ptr)decompressor);
  // With long pieces libjpeg 2.1 uses its fast Huffman decoder. If that meets a marker in damaged data, it decodes the
  // blocks again, over its first results. Short pieces avoid it, so that libjpeg gives the same bytes as our decoder.
  size_t count = byte_source_next_part(reader->source, reader->may_decode_huffman ? SIZE_MAX : 256, &bytes);
  if (count == 0) {
    // If reading failed, nobody knows what is missing.
    if (byte_source_error(reader->source) != 0) jpeg_stop(reader, codec_unreadable);
    // The data have ended. An end marker lets libjpeg finish with the data that it has.
    jpeg_note_file_end(reader);
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
    if (jpeg_file_has_ended(reader)) return;
  }
  if (count <= 0) return;
  reader->input.next_input_byte += count;
  reader->input.bytes_in_buffer -= (size_t)count;
}

// Makes libjpeg warn of missing data only once, even if it reaches the end from one restart marker to the next.
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

// Keeps a segment whose first bytes have been read. It is in `reader->segment`, because reading may fail and jump out
// of here. `left` becomes the number of missing bytes.
static uint8_t *keep_segment(j_decompress_ptr decompressor, const uint8_t *start, size_t start_size, int *left,
                             size_t *size) {
  jpeg_reader *reader = reader_of((j_common_ptr)decompressor);
  free(reader->segment);
  uint8_t *segment = reader->segment = malloc(start_size + (size_t)*left + 1);
  if (segment == NULL) ERREXIT1(decompressor, JERR_OUT_OF_MEMORY, 0);
  memcpy(segment, start, start_size);
  *size = start_size;
  for (; *left > 0 && !jpeg_file_has_ended(reader); --*left) segment[(*size)++] = (uint8_t)read_byte(decompressor);
  return segment;
}

static void look_for_gain_map(j_decompress_ptr decompressor, const uint8_t *start, size_t start_size, int *left) {
  jpeg_reader *reader = reader_of((j_common_ptr)decompressor);
  if (reader->has_gain_map || !jpeg_may_name_gain_map(start, start_size)) return;
  size_t size = 0;
  const uint8_t *segment = keep_segment(decompressor, start, start_size, left, &size);
  reader->has_gain_map = jpeg_names_gain_map(segment, size);
}

static size_t read_start(j_decompress_ptr decompressor, uint8_t *start, size_t most, int *left) {
  size_t count = 0;
  for (; count < most && *left > 0; --*left) start[count++] = (uint8_t)read_byte(decompressor);
  return count;
}

// Keeps the first Exif segment. XMP, which APP1 may also hold, is only searched.
static boolean read_app1(j_decompress_ptr decompressor) {
  static const uint8_t signature[6] = {'E', 'x', 'i', 'f', 0, 0};
  jpeg_reader *reader = reader_of((j_common_ptr)decompressor);
  int left = read_segment_size(decompressor);
  uint8_t start[JPEG_GAIN_MAP_LOOK];
  const size_t count = read_start(decompressor, start, sizeof start, &left);
  if (count > sizeof signature && memcmp(start, signature, sizeof signature) == 0) {
    if (reader->exif == NULL) {
      reader->exif = keep_segment(decompressor, start + sizeof signature, count - sizeof signature, &left,
                                  &reader->exif_size);
      reader->segment = NULL;
    }
  } else {
    look_for_gain_map(decompressor, start, count, &left);
  }
  skip_input(decompressor, left);
  return TRUE;
}

// A color profile comes in numbered segments, in any order. APP2 may also say that there is a gain map.
static boolean read_app2(j_decompress_ptr decompressor) {
  static const uint8_t signature[12] = "ICC_PROFILE";
  jpeg_reader *reader = reader_of((j_common_ptr)decompressor);
  int left = read_segment_size(decompressor);
  uint8_t start[JPEG_GAIN_MAP_LOOK];
  const size_t head = sizeof signature + 2;
  size_t count = read_start(decompressor, start, head, &left);
  if (count == head && memcmp(start, signature, sizeof signature) == 0) {
    uint8_t *segment = icc_segments_add(&reader->profile, start[head - 2], start[head - 1], (size_t)left);
    if (reader->profile.out_of_memory) ERREXIT1(decompressor, JERR_OUT_OF_MEMORY, 0);
    if (segment != NULL) {
      for (; left > 0 && !jpeg_file_has_ended(reader); left--) *segment++ = (uint8_t)read_byte(decompressor);
      icc_segments_added(&reader->profile);
    }
  } else {
    count += read_start(decompressor, start + count, sizeof start - count, &left);
    look_for_gain_map(decompressor, start, count, &left);
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
