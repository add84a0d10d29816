// The fuzz target `huffman`: what our decoder of Huffman codes makes of a JPEG is what libjpeg's makes of it.
#include "huffman.h"

#include <stdlib.h>
#include <string.h>

#include "jpeg_test_hooks.h"

typedef struct {
  codec_status status;
  unsigned groups;
  uint64_t hash;
} outcome;

// FNV-1a.
static uint64_t hash_after(uint64_t hash, const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) hash = (hash ^ bytes[i]) * 1099511628211u;
  return hash;
}

static outcome decode(jpeg_reader *reader, int shrink, bool *is_own) {
  outcome outcome = {codec_ok, 0, 14695981039346656037u};
  jpeg_header header = {0};
  outcome.status = jpeg_reader_read_header(reader, &header);
  free(header.exif);
  free(header.profile);
  if (outcome.status != codec_ok || (uint64_t)header.width * header.height > 1 << 18) return outcome;
  jpeg_plane planes[4] = {0};
  outcome.status = jpeg_reader_start_planes(reader, shrink, planes);
  if (outcome.status != codec_ok) return outcome;
  *is_own = jpeg_reader_decodes_huffman(reader);
  size_t size = 0, count = 0;
  for (int c = 0; c < header.components; c++) {
    size += (size_t)planes[c].padded_width * planes[c].rows_per_group;
    count += planes[c].rows_per_group;
  }
  uint8_t *samples = calloc(size, 1), *next = samples;
  uint8_t **rows = calloc(count, sizeof *rows), *const *of_planes[4];
  count = 0;
  for (int c = 0; c < header.components; c++) {
    of_planes[c] = rows + count;
    for (uint32_t row = 0; row < planes[c].rows_per_group; row++, next += planes[c].padded_width) rows[count++] = next;
  }
  while ((outcome.status = jpeg_reader_read_planes(reader, of_planes)) == codec_ok) {
    outcome.hash = hash_after(outcome.hash, samples, size);
    outcome.groups++;
  }
  free(rows);
  free(samples);
  return outcome;
}

void fuzz_huffman(const uint8_t *bytes, size_t count) {
  const int shrink = 1 << (count % 4);
  outcome outcomes[2];
  bool is_own[2] = {false, false};
  for (int by_library = 0; by_library < 2; by_library++) {
    byte_source *source = byte_source_from_memory(bytes, count);
    jpeg_reader *reader = NULL;
    outcomes[by_library].status = jpeg_reader_open(source, SIZE_MAX, &reader);
    if (outcomes[by_library].status != codec_ok) return;
    jpeg_reader_choose_huffman(reader, !by_library);
    outcomes[by_library] = decode(reader, shrink, &is_own[by_library]);
    jpeg_reader_free(reader);
    byte_source_free(source);
    // Otherwise it is libjpeg twice over, in large pieces and in small ones, which damaged files can tell.
    if (by_library == 0 && !is_own[0]) return;
  }
  if (outcomes[0].status != outcomes[1].status || outcomes[0].groups != outcomes[1].groups ||
      outcomes[0].hash != outcomes[1].hash)
    abort();
}
