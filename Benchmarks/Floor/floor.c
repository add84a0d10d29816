#include "floor.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf jump;
} error_exit;

static void leave(j_common_ptr codec) { longjmp(((error_exit *)codec->err)->jump, 1); }

size_t floor_decode_jpeg(const uint8_t *bytes, size_t count) {
  struct jpeg_decompress_struct codec;
  error_exit error;
  uint8_t *volatile memory = NULL;
  volatile size_t rows = 0;
  codec.err = jpeg_std_error(&error.manager);
  error.manager.error_exit = leave;
  if (setjmp(error.jump) == 0) {
    jpeg_create_decompress(&codec);
    jpeg_mem_src(&codec, bytes, count);
    jpeg_read_header(&codec, TRUE);
    codec.raw_data_out = TRUE;
    codec.scale_num = 1;
    codec.scale_denom = 8;
    jpeg_start_decompress(&codec);
    // One MCU row is at most four blocks high; every row of every component may go to the same bytes.
    memory = malloc(codec.output_width + 64);
    JSAMPROW row[4 * DCTSIZE];
    JSAMPARRAY components[4] = {row, row, row, row};
    if (memory != NULL) {
      for (int i = 0; i < 4 * DCTSIZE; i++) row[i] = memory;
      const JDIMENSION step = (JDIMENSION)(codec.max_v_samp_factor * codec.min_DCT_scaled_size);
      while (codec.output_scanline < codec.output_height) rows += jpeg_read_raw_data(&codec, components, step);
    }
    jpeg_finish_decompress(&codec);
  }
  jpeg_destroy_decompress(&codec);
  free(memory);
  return rows;
}
