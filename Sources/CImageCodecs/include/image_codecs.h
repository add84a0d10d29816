#ifndef IMAGE_CODECS_H
#define IMAGE_CODECS_H

// Coarse shims over the C codecs. Every setjmp, and every callback of a codec, stays behind these functions. Each
// returns a status. None of them calls back, and none lets a longjmp out.

#include "byte_sink.h"
#include "byte_source.h"
#include "codec_status.h"
#include "codec_versions.h"
#include "color_context.h"
#include "gif_reader.h"
#include "icc_segments.h"
#include "inflater.h"
#include "jpeg_reader.h"
#include "jpeg_writer.h"
#include "png_reader.h"
#include "png_writer.h"
#include "webp_memory.h"

#endif
