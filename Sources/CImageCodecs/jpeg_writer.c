#include "jpeg_writer.h"

#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

enum { piece_size = 16 * 1024 };

struct jpeg_writer {
  struct jpeg_compress_struct compressor;
  struct jpeg_error_mgr errors;
  struct jpeg_destination_mgr output;
  jmp_buf jump;
  byte_sink *sink;
  codec_messages messages;
  uint8_t piece[piece_size];
};

static void fail(j_common_ptr common) {
  jpeg_writer *writer = common->client_data;
  char message[JMSG_LENGTH_MAX];
  writer->errors.format_message(common, message);
  snprintf(writer->messages.error, CODEC_MESSAGE_SIZE, "%s", message);
  longjmp(writer->jump, 1);
}

static void take_no_message(j_common_ptr common, int level) {
  (void)common;
  (void)level;
}

static void start_output(j_compress_ptr compressor) {
  jpeg_writer *writer = compressor->client_data;
  writer->output.next_output_byte = writer->piece;
  writer->output.free_in_buffer = piece_size;
}

static void write_piece(jpeg_writer *writer, size_t count) {
  if (byte_sink_write(writer->sink, writer->piece, count)) return;
  snprintf(writer->messages.error, CODEC_MESSAGE_SIZE, "writing failed");
  longjmp(writer->jump, 1);
}

static boolean empty_output(j_compress_ptr compressor) {
  write_piece(compressor->client_data, piece_size);
  start_output(compressor);
  return TRUE;
}

static void end_output(j_compress_ptr compressor) {
  jpeg_writer *writer = compressor->client_data;
  write_piece(writer, piece_size - writer->output.free_in_buffer);
}

// Separate from the functions that call setjmp, because a jump would spoil its local variables.
static void start(jpeg_writer *writer, uint32_t width, uint32_t height, int channels, int quality,
                  bool full_chroma) {
  struct jpeg_compress_struct *compressor = &writer->compressor;
  jpeg_create_compress(compressor);
  compressor->dest = &writer->output;
  compressor->image_width = width;
  compressor->image_height = height;
  compressor->input_components = channels;
  compressor->in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(compressor);
  jpeg_set_quality(compressor, quality, TRUE);
  const int sampling = full_chroma || channels == 1 ? 1 : 2;
  compressor->comp_info[0].h_samp_factor = sampling;
  compressor->comp_info[0].v_samp_factor = sampling;
  jpeg_start_compress(compressor, TRUE);
}

static void append(jpeg_writer *writer, const uint8_t *pixels, size_t bytes_per_row, uint32_t rows) {
  for (uint32_t y = 0; y < rows; y++) {
    JSAMPROW row = (JSAMPROW)(pixels + y * bytes_per_row);
    jpeg_write_scanlines(&writer->compressor, &row, 1);
  }
}

// Memory has run out if libjpeg says so, or if a sink in memory could not grow.
static codec_status failure(jpeg_writer *writer) {
  const int error = byte_sink_error(writer->sink);
  return error != 0 && error != ENOMEM ? codec_unreadable : codec_out_of_memory;
}

jpeg_writer *jpeg_writer_new(byte_sink *sink) {
  jpeg_writer *writer = calloc(1, sizeof *writer);
  if (writer == NULL) return NULL;
  writer->sink = sink;
  writer->compressor.err = jpeg_std_error(&writer->errors);
  writer->compressor.client_data = writer;
  writer->errors.error_exit = fail;
  writer->errors.emit_message = take_no_message;
  writer->output.init_destination = start_output;
  writer->output.empty_output_buffer = empty_output;
  writer->output.term_destination = end_output;
  return writer;
}

codec_status jpeg_writer_start(jpeg_writer *writer, uint32_t width, uint32_t height, int channels,
                               int quality, bool full_chroma) {
  if (setjmp(writer->jump) != 0) return failure(writer);
  start(writer, width, height, channels, quality, full_chroma);
  return codec_ok;
}

static void add_exif(jpeg_writer *writer, const uint8_t *bytes, size_t count) {
  static const uint8_t signature[6] = "Exif\0";
  jpeg_write_m_header(&writer->compressor, JPEG_APP0 + 1, (unsigned)(sizeof signature + count));
  for (size_t i = 0; i < sizeof signature; i++) jpeg_write_m_byte(&writer->compressor, signature[i]);
  for (size_t i = 0; i < count; i++) jpeg_write_m_byte(&writer->compressor, bytes[i]);
}

codec_status jpeg_writer_add_exif(jpeg_writer *writer, const uint8_t *bytes, size_t count) {
  if (setjmp(writer->jump) != 0) return failure(writer);
  if (count <= JPEG_LARGEST_EXIF) add_exif(writer, bytes, count);
  return codec_ok;
}

codec_status jpeg_writer_add_profile(jpeg_writer *writer, const uint8_t *bytes, size_t count) {
  if (setjmp(writer->jump) != 0) return failure(writer);
  jpeg_write_icc_profile(&writer->compressor, bytes, (unsigned)count);
  return codec_ok;
}

codec_status jpeg_writer_append(jpeg_writer *writer, const uint8_t *pixels, size_t bytes_per_row,
                                uint32_t rows) {
  if (setjmp(writer->jump) != 0) return failure(writer);
  append(writer, pixels, bytes_per_row, rows);
  return codec_ok;
}

codec_status jpeg_writer_finish(jpeg_writer *writer) {
  if (setjmp(writer->jump) != 0) return failure(writer);
  jpeg_finish_compress(&writer->compressor);
  return byte_sink_flush(writer->sink) ? codec_ok : failure(writer);
}

codec_messages jpeg_writer_messages(const jpeg_writer *writer) { return writer->messages; }

void jpeg_writer_free(jpeg_writer *writer) {
  if (writer == NULL) return;
  jpeg_destroy_compress(&writer->compressor);
  free(writer);
}
