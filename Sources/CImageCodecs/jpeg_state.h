#ifndef JPEG_STATE_H
#define JPEG_STATE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <jpeglib.h>

#include "jpeg_reader.h"

// libjpeg's interface of version 7 and later, which libjpeg-turbo may be built with, has separate scales for width and
// height. They are equal for all scales used here.
#if JPEG_LIB_VERSION >= 70
#define DCT_scaled_size DCT_h_scaled_size
#define min_DCT_scaled_size min_DCT_h_scaled_size
#endif

typedef struct jpeg_huffman jpeg_huffman;

typedef enum { jpeg_not_created, jpeg_created, jpeg_started } jpeg_stage;

/// How far the image data go. The table in jpeg_damage.c leads from state to state.
typedef enum {
  jpeg_data_whole,         // nothing is missing so far
  jpeg_data_short,         // a scan ends early, at a marker
  jpeg_data_ended,         // the file has ended, perhaps between scans
  jpeg_data_ended_short,   // the file has ended inside a scan
  jpeg_data_closed,        // the file ended between scans, and libjpeg was told that the image ends there
  jpeg_data_closed_short,  // the same, and a scan may have ended early
} jpeg_data_state;

typedef enum {
  jpeg_file_ends,      // libjpeg needs bytes after the last
  jpeg_scan_ends,      // data of a scan are missing
  jpeg_image_closes,   // libjpeg is told that the image ends where the file does
  jpeg_lack_reported,  // the caller knows that rows have a lower quality
} jpeg_data_event;

enum { jpeg_all_rows = 0x7FFFFFFF };

// libjpeg reports errors by a function that must not return; it jumps to `jump`, set by each entry point
// just before it calls libjpeg. All state lives in this struct, so no local variable has to survive.
struct jpeg_reader {
  struct jpeg_decompress_struct decompressor;
  struct jpeg_error_mgr errors;
  struct jpeg_source_mgr input;
  struct jpeg_progress_mgr progress;
  jmp_buf jump;
  byte_source *source;
  codec_messages messages;
  jpeg_stage stage;
  jpeg_data_state data;
  uint32_t rows_there;       // stored rows whose DC coefficients are in the file, as far as is known
  uint32_t rows_before_cut;  // stored rows before a marker, after which libjpeg fills the picture with gray
  bool ends_at_markers;      // an option: such a marker ends the data, and nothing is filled
  bool lacks_scans;          // the scans do not bring every bit of every coefficient
  uint8_t *exif;
  size_t exif_size;
  uint8_t *segment;      // the segment that is being read
  icc_segments profile;
  bool has_gain_map;     // an APP segment says so
  float visibility[4 * DCTSIZE2];
  double tolerance;  // 0: every scan is read
  uint8_t *held;     // bytes that were read before libjpeg needed them
  int most_scans;
  double deadline;
  codec_status stopped;  // set by one of these limits, or because reading failed
  jpeg_huffman *huffman;      // in libjpeg's memory; NULL if libjpeg decodes the coefficients
  bool may_decode_huffman;    // our decoder may take libjpeg's place
};

/// The index in a block of each coefficient in zigzag order (ITU-T T.81, figure A.6). Indices beyond the end, from
/// damaged data, give the last.
extern const uint8_t jpeg_zigzag[DCTSIZE2 + 16];

static inline jpeg_reader *reader_of(j_common_ptr common) { return common->client_data; }

/// `jpeg_reader_open` without the self-test.
codec_status jpeg_reader_make(byte_source *source, size_t largest_profile, bool may_decode_huffman,
                              jpeg_reader **reader);

/// Ends the current call into libjpeg.
void jpeg_stop(jpeg_reader *reader, codec_status status);

/// Ends the call if a limit has been reached. Called for every row of blocks of every scan, because nearly empty scans
/// cost as much time as others.
void jpeg_watch(j_common_ptr common);

void jpeg_note(jpeg_reader *reader, jpeg_data_event event);

/// Notes that data of a scan are missing before the marker that libjpeg has reached.
void jpeg_note_marker(jpeg_reader *reader);

/// Notes that libjpeg needs bytes after the last.
void jpeg_note_file_end(jpeg_reader *reader);

static inline bool jpeg_file_has_ended(const jpeg_reader *reader) { return reader->data >= jpeg_data_ended; }

/// True if a scan ends early and the caller does not know yet.
bool jpeg_lacks_data(const jpeg_reader *reader);

/// Makes libjpeg read from the reader's source, and gives it functions for the segments that are kept.
void jpeg_input_install(jpeg_reader *reader);

/// Reads the scans of a progressive file until the others make no visible difference to the result, and walks over
/// those. Returns false if all of them have been read.
bool jpeg_read_scans(jpeg_reader *reader);

/// Decodes the Huffman codes of a sequential file from here on, in libjpeg's place and to the same coefficients, in
/// about a third less time. Called when decoding has started. Does nothing if libjpeg has to decode them (several
/// scans, arithmetic coding, or headers that do not allow replacing it).
void jpeg_take_over_huffman(jpeg_reader *reader);

#endif
