#ifndef CODEC_STATUS_H
#define CODEC_STATUS_H

typedef enum {
  codec_ok = 0,
  codec_end,            // no further frame
  codec_incomplete,     // scans are missing: every row can still be read, at a lower quality
  codec_truncated,      // the data ended before the image did
  codec_corrupt,        // the data breaks the format's rules
  codec_broken_off,     // the same, but within the pixels: the rows before are good
  codec_bad_checksum,   // every row is there, but some pixel may be wrong
  codec_unsupported,    // a legal variant that this build does not decode
  codec_out_of_memory,
  codec_too_many_scans,
  codec_out_of_time,
  codec_unreadable,     // reading or writing the file failed: see the source's or sink's error number
} codec_status;

#define CODEC_MESSAGE_SIZE 200

/// A codec's messages: the error that stopped it, or the first of its warnings and their number.
typedef struct {
  char error[CODEC_MESSAGE_SIZE];
  char warning[CODEC_MESSAGE_SIZE];
  long warnings;
} codec_messages;

#endif
