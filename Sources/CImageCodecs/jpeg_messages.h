#ifndef JPEG_MESSAGES_H
#define JPEG_MESSAGES_H

#include "jpeg_state.h"

/// Writes libjpeg's last error or warning in words that need no knowledge of the format.
///
/// - Parameter text: Has `CODEC_MESSAGE_SIZE` bytes.
void jpeg_describe(j_common_ptr common, char *text);

/// True if the error is that the header has no height, because the height comes after the first scan.
bool jpeg_lacks_height(const jpeg_reader *reader);

#endif
