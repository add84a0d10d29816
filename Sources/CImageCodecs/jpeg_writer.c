#include "jpeg_writer.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

enum { piece_size = 16 * 1024 };

typedef struct {
  struct jpeg_compress_struct compressor;
  struct jpeg_error_mgr errors;
  struct jpeg_destination_mgr output;
  jmp_buf jump;
  byte_sink *sink;
  codec_messages *messages;
  uint8_t piece[piece_size];
} jpeg_writer;

static void fail(j_common_ptr common) {
  jpeg_writer *writer = common->client_data;
  char message[JMSG_LENGTH_MAX];
  writer->errors.format_message(common, message);
  snprintf(writer->messages->error, CODEC_MESSAGE_SIZE, "%s", message);
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
  snprintf(writer->messages->error, CODEC_MESSAGE_SIZE, "writing failed");
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

// Kept apart from the function that calls setjmp, whose local variables a jump would spoil.
static void write_image(jpeg_writer *writer, const uint8_t *pixels, size_t bytes_per_row,
                        uint32_t width, uint32_t height, int channels, int quality,
                        bool full_chroma) {
  struct jpeg_compress_struct *compressor = &writer->compressor;
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
  while (compressor->next_scanline < height) {
    JSAMPROW row = (JSAMPROW)(pixels + compressor->next_scanline * bytes_per_row);
    jpeg_write_scanlines(compressor, &row, 1);
  }
  jpeg_finish_compress(compressor);
}

codec_status jpeg_write(byte_sink *sink, const uint8_t *pixels, size_t bytes_per_row, uint32_t width,
                        uint32_t height, int channels, int quality, bool full_chroma,
                        codec_messages *messages) {
  jpeg_writer *const writer = calloc(1, sizeof *writer);
  if (writer == NULL) return codec_out_of_memory;
  writer->sink = sink;
  writer->messages = messages;
  writer->compressor.err = jpeg_std_error(&writer->errors);
  writer->compressor.client_data = writer;
  writer->errors.error_exit = fail;
  writer->errors.emit_message = take_no_message;
  writer->output.init_destination = start_output;
  writer->output.empty_output_buffer = empty_output;
  writer->output.term_destination = end_output;
  codec_status volatile status = codec_ok;
  if (setjmp(writer->jump) == 0) {
    jpeg_create_compress(&writer->compressor);
    writer->compressor.dest = &writer->output;
    write_image(writer, pixels, bytes_per_row, width, height, channels, quality, full_chroma);
    if (!byte_sink_flush(sink)) status = codec_unreadable;
  } else {
    status = byte_sink_error(sink) != 0 ? codec_unreadable : codec_out_of_memory;
  }
  jpeg_destroy_compress(&writer->compressor);
  free(writer);
  return status;
}
