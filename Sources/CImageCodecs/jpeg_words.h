#ifndef JPEG_WORDS_H
#define JPEG_WORDS_H

#include "jpeg_state.h"

/// Writes what libjpeg's last error or warning means to somebody who has a picture and not its specification.
///
/// - Parameter text: Of `CODEC_MESSAGE_SIZE` bytes.
void jpeg_describe(j_common_ptr common, char *text);

/// Whether the error is that the header has no height, which then comes behind the first scan.
bool jpeg_lacks_height(const jpeg_reader *reader);

#endif
