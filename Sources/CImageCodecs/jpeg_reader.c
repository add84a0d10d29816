#include "jpeg_reader.h"

#include <stdlib.h>
#include <string.h>

#include "jpeg_state.h"
#include "jpeg_messages.h"
#include "jpeg_test_hooks.h"
// After jpeglib.h, which declares what it needs.
#include <jerror.h>

static void fail(j_common_ptr common) {
  jpeg_reader *reader = reader_of(common);
  jpeg_describe(common, reader->messages.error);
  longjmp(reader->jump, 1);
}

static void take_message(j_common_ptr common, int level) {
  jpeg_reader *reader = reader_of(common);
  if (level >= 0) return;  // a trace
  if (reader->errors.msg_code == JWRN_HIT_MARKER) jpeg_note_marker(reader);
  if (reader->messages.warnings++ == 0) jpeg_describe(common, reader->messages.warning);
}

static void print_nothing(j_common_ptr common) { (void)common; }

static codec_status failure(jpeg_reader *reader) {
  if (reader->stopped != codec_ok) return reader->stopped;
  switch (reader->errors.msg_code) {
    case JERR_OUT_OF_MEMORY: return codec_out_of_memory;
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
#if JPEG_LIB_VERSION < 70
    case JERR_ARITH_NOTIMPL:
#endif
    case JERR_CONVERSION_NOTIMPL:
    case JERR_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_CCIR601_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL: return codec_unsupported;
    default:
      if (jpeg_lacks_height(reader)) return codec_unsupported;
      if (!jpeg_file_has_ended(reader)) return codec_corrupt;
      // libjpeg complains of the end marker that replaces the missing bytes.
      snprintf(reader->messages.error, CODEC_MESSAGE_SIZE, "the data end inside the image");
      return codec_truncated;
  }
}

codec_status jpeg_reader_open(byte_source *source, size_t largest_profile, jpeg_reader **result) {
  return jpeg_reader_make(source, largest_profile, jpeg_huffman_is_trusted(), result);
}

codec_status jpeg_reader_make(byte_source *source, size_t largest_profile, bool may_decode_huffman,
                              jpeg_reader **result) {
  jpeg_reader *reader = calloc(1, sizeof *reader);
  *result = reader;
  if (reader == NULL) return codec_out_of_memory;
  reader->may_decode_huffman = may_decode_huffman;
  reader->rows_there = reader->rows_before_cut = jpeg_all_rows;
  reader->source = source;
  reader->profile.largest = largest_profile;
  struct jpeg_decompress_struct *decompressor = &reader->decompressor;
  decompressor->err = jpeg_std_error(&reader->errors);
  decompressor->client_data = reader;
  reader->errors.error_exit = fail;
  reader->errors.emit_message = take_message;
  reader->errors.output_message = print_nothing;
  if (setjmp(reader->jump)) return failure(reader);
  jpeg_create_decompress(decompressor);
  reader->stage = jpeg_created;
  jpeg_input_install(reader);
  return codec_ok;
}

void jpeg_reader_free(jpeg_reader *reader) {
  if (reader == NULL) return;
  if (reader->stage != jpeg_not_created) {
    if (!setjmp(reader->jump)) jpeg_destroy_decompress(&reader->decompressor);
  }
  free(reader->exif);
  free(reader->segment);
  free(reader->held);
  icc_segments_free(&reader->profile);
  free(reader);
}

const codec_messages *jpeg_reader_messages(const jpeg_reader *reader) { return &reader->messages; }

codec_status jpeg_reader_read_header(jpeg_reader *reader, jpeg_header *header) {
  struct jpeg_decompress_struct *decompressor = &reader->decompressor;
  if (setjmp(reader->jump)) return failure(reader);
  jpeg_read_header(decompressor, TRUE);
  switch (decompressor->jpeg_color_space) {
    case JCS_GRAYSCALE: header->model = jpeg_model_gray; break;
    case JCS_YCbCr: header->model = jpeg_model_ycc; break;
    case JCS_RGB: header->model = jpeg_model_rgb; break;
    case JCS_CMYK:
    case JCS_YCCK: header->model = jpeg_model_cmyk; break;
    default:
      snprintf(reader->messages.error, CODEC_MESSAGE_SIZE, "it has %d channels, whose colors are not known",
               decompressor->num_components);
      return codec_unsupported;
  }
  header->width = decompressor->image_width;
  header->height = decompressor->image_height;
  header->components = decompressor->num_components;
  header->progressive = decompressor->progressive_mode;
  header->several_scans = jpeg_has_multiple_scans(decompressor);
  header->arithmetic = decompressor->arith_code;
  for (int i = 0; i < decompressor->num_components && i < 4; i++) {
    header->horizontal_sampling[i] = decompressor->comp_info[i].h_samp_factor;
    header->vertical_sampling[i] = decompressor->comp_info[i].v_samp_factor;
  }
  header->profile = icc_segments_join(&reader->profile, &header->profile_size);
  if (reader->profile.out_of_memory) return codec_out_of_memory;
  header->profile_state = reader->profile.state;
  header->profile_held = reader->profile.most_held;
  header->exif = reader->exif;
  header->exif_size = reader->exif_size;
  reader->exif = NULL;
  header->has_gain_map = reader->has_gain_map;
  return codec_ok;
}

static void set_up(struct jpeg_decompress_struct *decompressor, int shrink) {
  decompressor->scale_num = 1;
  decompressor->scale_denom = (unsigned)shrink;
  decompressor->dct_method = JDCT_ISLOW;
  switch (decompressor->jpeg_color_space) {
    case JCS_GRAYSCALE: decompressor->out_color_space = JCS_GRAYSCALE; break;
    case JCS_CMYK:
    case JCS_YCCK: decompressor->out_color_space = JCS_CMYK; break;
    default: decompressor->out_color_space = JCS_RGB;
  }
}

void jpeg_reader_set_tolerance(jpeg_reader *reader, double tolerance, const float *visibility) {
  reader->tolerance = tolerance;
  memcpy(reader->visibility, visibility, sizeof reader->visibility);
}

void jpeg_reader_choose_huffman(jpeg_reader *reader, bool ours) { reader->may_decode_huffman = ours; }

bool jpeg_reader_decodes_huffman(const jpeg_reader *reader) { return reader->huffman != NULL; }

// True if a scan has brought data of a component. libjpeg then has its quantization table too.
static bool has_dc(const struct jpeg_decompress_struct *decompressor, int component) {
  if (decompressor->coef_bits != NULL) return decompressor->coef_bits[component][0] >= 0;
  return decompressor->comp_info[component].quant_table != NULL;
}

static bool lacks_scans(const struct jpeg_decompress_struct *decompressor) {
  for (int c = 0; c < decompressor->num_components; c++) {
    if (!has_dc(decompressor, c)) return true;
    for (int k = 0; k < DCTSIZE2 && decompressor->coef_bits != NULL; k++)
      if (decompressor->coef_bits[c][k] != 0) return true;
  }
  return false;
}

bool jpeg_reader_lacks_scans(const jpeg_reader *reader) { return reader->lacks_scans; }

static codec_status data_ended(jpeg_reader *reader) {
  snprintf(reader->messages.error, CODEC_MESSAGE_SIZE, "the data end inside the image");
  return codec_truncated;
}

// A file of several scans is read to its end when decoding starts. This is when missing data show: the end may be
// inside a scan, a component may have no scan, or coefficients may be incomplete.
static codec_status start(jpeg_reader *reader) {
  struct jpeg_decompress_struct *decompressor = &reader->decompressor;
  if (reader->stage != jpeg_started) {
    decompressor->buffered_image = decompressor->progressive_mode && reader->tolerance > 0;
    jpeg_start_decompress(decompressor);
    reader->stage = jpeg_started;
  }
  if (reader->may_decode_huffman) jpeg_take_over_huffman(reader);
  if (decompressor->buffered_image) {
    const bool passed_over = jpeg_read_scans(reader);
    // Smoothing is for coefficients that a truncated file lacks.
    if (passed_over) decompressor->do_block_smoothing = FALSE;
    jpeg_start_output(decompressor, decompressor->input_scan_number);
    if (passed_over) return codec_ok;
  }
  if (!jpeg_has_multiple_scans(decompressor)) return codec_ok;
  reader->lacks_scans = lacks_scans(decompressor);
  const bool is_inside = jpeg_lacks_data(reader), has_ended = jpeg_file_has_ended(reader);
  // A file with an end marker may simply have fewer scans.
  if (!is_inside && reader->data != jpeg_data_closed && !(reader->lacks_scans && has_ended)) return codec_ok;
  for (int c = 0; c < decompressor->num_components && has_ended; c++)
    if (!has_dc(decompressor, c)) reader->rows_there = 0;
  if (reader->rows_there == 0) return data_ended(reader);
  snprintf(reader->messages.error, CODEC_MESSAGE_SIZE, "the data end %s scan %d of the image",
           is_inside ? "inside" : "after", decompressor->input_scan_number);
  jpeg_note(reader, jpeg_lack_reported);
  return codec_incomplete;
}

// True if libjpeg can go on after an error with the scans that it has, because the file ends in a segment after them.
// It is then told that the image ends, which needs only libjpeg's public state.
static bool can_end_between_scans(jpeg_reader *reader) {
  struct jpeg_decompress_struct *decompressor = &reader->decompressor;
  const bool may_close = reader->data == jpeg_data_ended || reader->data == jpeg_data_ended_short;
  if (!may_close || reader->stopped != codec_ok || reader->errors.msg_code == JERR_OUT_OF_MEMORY) return false;
  // Only once, whatever errors libjpeg reports from here on.
  jpeg_note(reader, jpeg_image_closes);
  if (!jpeg_has_multiple_scans(decompressor) || decompressor->input_scan_number < 1) return false;
  decompressor->unread_marker = JPEG_EOI;
  return true;
}

codec_status jpeg_reader_start_rows(jpeg_reader *reader, int shrink, uint32_t *width,
                                    uint32_t *height) {
  struct jpeg_decompress_struct *decompressor = &reader->decompressor;
  if (setjmp(reader->jump)) {
    if (!can_end_between_scans(reader)) return failure(reader);
  }
  set_up(decompressor, shrink);
  const codec_status status = start(reader);
  *width = decompressor->output_width;
  *height = decompressor->output_height;
  return status;
}

// The rows a component contributes to one row of interleaved blocks.
static uint32_t group_rows(const struct jpeg_decompress_struct *decompressor, int component) {
  const jpeg_component_info *info = &decompressor->comp_info[component];
  return (uint32_t)(info->v_samp_factor * info->DCT_scaled_size);
}

codec_status jpeg_reader_start_planes(jpeg_reader *reader, int shrink, jpeg_plane *planes) {
  struct jpeg_decompress_struct *decompressor = &reader->decompressor;
  if (setjmp(reader->jump)) {
    if (!can_end_between_scans(reader)) return failure(reader);
  }
  set_up(decompressor, shrink);
  decompressor->raw_data_out = TRUE;
  const codec_status status = start(reader);
  for (int i = 0; i < decompressor->num_components; i++) {
    const jpeg_component_info *info = &decompressor->comp_info[i];
    planes[i].width = info->downsampled_width;
    planes[i].height = info->downsampled_height;
    planes[i].padded_width = info->width_in_blocks * (uint32_t)info->DCT_scaled_size;
    planes[i].horizontal_pitch = (double)(decompressor->max_h_samp_factor * DCTSIZE) /
                                 (info->h_samp_factor * info->DCT_scaled_size);
    planes[i].vertical_pitch = (double)(decompressor->max_v_samp_factor * DCTSIZE) /
                               (info->v_samp_factor * info->DCT_scaled_size);
    planes[i].rows_per_group = group_rows(decompressor, i);
  }
  return status;
}

// True if the next rows are not in the file.
static bool is_past_rows(const jpeg_reader *reader) {
  const struct jpeg_decompress_struct *decompressor = &reader->decompressor;
  // Stored rows for one decoded row. Smoothing also uses neighboring blocks.
  const uint32_t shrink = decompressor->scale_denom / decompressor->scale_num;
  return (uint64_t)decompressor->output_scanline * shrink >= reader->rows_there;
}

codec_status jpeg_reader_read_rows(jpeg_reader *reader, uint8_t *const *rows, uint32_t count,
                                   uint32_t *delivered) {
  struct jpeg_decompress_struct *decompressor = &reader->decompressor;
  *delivered = 0;
  if (setjmp(reader->jump)) return failure(reader);
  while (*delivered < count && decompressor->output_scanline < decompressor->output_height) {
    if (is_past_rows(reader)) return data_ended(reader);
    const JDIMENSION got = jpeg_read_scanlines(decompressor, (JSAMPARRAY)(rows + *delivered),
                                               (JDIMENSION)(count - *delivered));
    if (jpeg_lacks_data(reader)) return data_ended(reader);
    *delivered += got;
  }
  return decompressor->output_scanline < decompressor->output_height ? codec_ok : codec_end;
}

codec_status jpeg_reader_read_planes(jpeg_reader *reader, uint8_t *const *const *rows) {
  struct jpeg_decompress_struct *decompressor = &reader->decompressor;
  if (setjmp(reader->jump)) return failure(reader);
  if (decompressor->output_scanline >= decompressor->output_height) return codec_end;
  if (is_past_rows(reader)) return data_ended(reader);
  jpeg_read_raw_data(decompressor, (JSAMPIMAGE)rows,
                     (JDIMENSION)(decompressor->max_v_samp_factor *
                                  decompressor->min_DCT_scaled_size));
  return jpeg_lacks_data(reader) ? data_ended(reader) : codec_ok;
}
