#include "jpeg_state.h"

// The states after each event. A state and its short twin differ in whether a scan ends early.
static const jpeg_data_state next_state[][4] = {
    // the state                 the file ends           a scan ends early        the image closes        it is reported
    [jpeg_data_whole]        = {jpeg_data_ended,        jpeg_data_short,         jpeg_data_whole,        jpeg_data_whole},
    [jpeg_data_short]        = {jpeg_data_ended_short,  jpeg_data_short,         jpeg_data_short,        jpeg_data_whole},
    [jpeg_data_ended]        = {jpeg_data_ended,        jpeg_data_ended_short,   jpeg_data_closed,       jpeg_data_ended},
    [jpeg_data_ended_short]  = {jpeg_data_ended_short,  jpeg_data_ended_short,   jpeg_data_closed_short, jpeg_data_ended},
    [jpeg_data_closed]       = {jpeg_data_closed,       jpeg_data_closed_short,  jpeg_data_closed,       jpeg_data_closed},
    [jpeg_data_closed_short] = {jpeg_data_closed_short, jpeg_data_closed_short,  jpeg_data_closed_short, jpeg_data_closed},
};

void jpeg_note(jpeg_reader *reader, jpeg_data_event event) { reader->data = next_state[reader->data][event]; }

bool jpeg_lacks_data(const jpeg_reader *reader) {
  return reader->data == jpeg_data_short || reader->data == jpeg_data_ended_short ||
         reader->data == jpeg_data_closed_short;
}

// True if the scan brings DC coefficients, without which blocks are gray. Other scans refine.
static bool brings_dc(const struct jpeg_decompress_struct *decompressor) {
  return !decompressor->progressive_mode || (decompressor->Ss == 0 && decompressor->Ah == 0);
}

// True if libjpeg has met a marker inside a scan that it cannot pass: it decodes nothing after it.
static bool is_cut_by_marker(const struct jpeg_decompress_struct *decompressor) {
  if (!brings_dc(decompressor)) return false;
  const int marker = decompressor->unread_marker;
  const bool is_restart = marker >= JPEG_RST0 && marker <= JPEG_RST0 + 7;
  // With restart markers, decoding can resume at the next one, but not at a marker that belongs elsewhere.
  return decompressor->restart_interval == 0 || (marker >= 0xC0 && !is_restart);
}

// Stored rows that the scan has reached, in whole rows of interleaved blocks.
static uint32_t rows_read(const struct jpeg_decompress_struct *decompressor) {
  return decompressor->input_iMCU_row * (uint32_t)(decompressor->max_v_samp_factor * DCTSIZE);
}

static uint32_t fewer(uint32_t rows, uint32_t others) { return rows < others ? rows : others; }

static void note_scan_end(jpeg_reader *reader) {
  jpeg_note(reader, jpeg_scan_ends);
  if (brings_dc(&reader->decompressor))
    reader->rows_there = fewer(rows_read(&reader->decompressor), reader->rows_there);
}

void jpeg_note_marker(jpeg_reader *reader) {
  const bool is_cut = is_cut_by_marker(&reader->decompressor);
  if (jpeg_file_has_ended(reader) || (is_cut && reader->ends_at_markers)) {
    note_scan_end(reader);
  } else if (is_cut) {
    reader->rows_before_cut = fewer(rows_read(&reader->decompressor), reader->rows_before_cut);
  }
}

void jpeg_note_file_end(jpeg_reader *reader) {
  jpeg_note(reader, jpeg_file_ends);
  // libjpeg's arithmetic decoder does not report missing data, because encoders leave out zeros at the end of a scan.
  // Only a marker after the data shows that they are complete.
  if (reader->decompressor.arith_code && reader->decompressor.input_scan_number > 0) note_scan_end(reader);
}

void jpeg_reader_end_at_markers(jpeg_reader *reader) { reader->ends_at_markers = true; }

bool jpeg_reader_is_cut(const jpeg_reader *reader, uint32_t *rows) {
  *rows = reader->rows_before_cut;
  return reader->rows_before_cut != jpeg_all_rows;
}
