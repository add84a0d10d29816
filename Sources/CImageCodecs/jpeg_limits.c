#include "codec_clock.h"
#include "jpeg_state.h"

void jpeg_stop(jpeg_reader *reader, codec_status status) {
  reader->stopped = status;
  longjmp(reader->jump, 1);
}

void jpeg_watch(j_common_ptr common) {
  jpeg_reader *reader = reader_of(common);
  if (reader->most_scans > 0 && reader->decompressor.input_scan_number > reader->most_scans)
    jpeg_stop(reader, codec_too_many_scans);
  if (reader->deadline > 0 && codec_seconds_now() > reader->deadline) jpeg_stop(reader, codec_out_of_time);
}

void jpeg_reader_set_limits(jpeg_reader *reader, int most_scans, double seconds) {
  reader->most_scans = most_scans;
  reader->deadline = seconds > 0 ? codec_seconds_now() + seconds : 0;
  reader->progress.progress_monitor = jpeg_watch;
  reader->decompressor.progress = &reader->progress;
}
