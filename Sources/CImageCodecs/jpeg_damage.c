#include "jpeg_state.h"

// Whether a scan brings the means of blocks, without which they are gray. What others bring refines.
static bool brings_means(const struct jpeg_decompress_struct *decompressor) {
  return !decompressor->progressive_mode || (decompressor->Ss == 0 && decompressor->Ah == 0);
}

// Whether libjpeg has met a marker in the data of a scan that it will not get past: what follows is not decoded.
static bool is_cut_by_marker(const struct jpeg_decompress_struct *decompressor) {
  if (!brings_means(decompressor)) return false;
  const int marker = decompressor->unread_marker;
  const bool is_restart = marker >= JPEG_RST0 && marker <= JPEG_RST0 + 7;
  // With restart markers there is another chance after the next; not so at a marker that belongs elsewhere.
  return decompressor->restart_interval == 0 || (marker >= 0xC0 && !is_restart);
}

// Whole rows of interleaved blocks that the scan has got to, as they are stored.
static uint32_t rows_read(const struct jpeg_decompress_struct *decompressor) {
  return decompressor->input_iMCU_row * (uint32_t)(decompressor->max_v_samp_factor * DCTSIZE);
}

// The data have ended within a scan, as far as can be told.
static void note_end(jpeg_reader *reader) {
  const struct jpeg_decompress_struct *decompressor = &reader->decompressor;
  reader->lacked_data = true;
  if (!brings_means(decompressor)) return;
  const uint32_t rows = rows_read(decompressor);
  if (!reader->lacks_rows || rows < reader->rows_there) reader->rows_there = rows;
  reader->lacks_rows = true;
}

void jpeg_note_marker(jpeg_reader *reader) {
  const bool is_cut = is_cut_by_marker(&reader->decompressor);
  if (reader->hit_end || (is_cut && reader->ends_at_markers)) {
    note_end(reader);
  } else if (is_cut) {
    const uint32_t rows = rows_read(&reader->decompressor);
    if (!reader->is_cut || rows < reader->rows_before_cut) reader->rows_before_cut = rows;
    reader->is_cut = true;
  }
}

void jpeg_note_hit_end(jpeg_reader *reader) {
  reader->hit_end = true;
  // libjpeg's arithmetic decoder says nothing of data that are missing: its encoder leaves out zeros at the end of a scan.
  // So without a marker after them nobody can tell whether they are all there.
  if (reader->decompressor.arith_code && reader->decompressor.input_scan_number > 0) note_end(reader);
}

void jpeg_reader_end_at_markers(jpeg_reader *reader) { reader->ends_at_markers = true; }

bool jpeg_reader_is_cut(const jpeg_reader *reader, uint32_t *rows) {
  *rows = reader->rows_before_cut;
  return reader->is_cut;
}
