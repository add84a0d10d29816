#ifndef CODEC_VERSIONS_H
#define CODEC_VERSIONS_H

/// The versions of libraries in use, as text that lasts.
const char *codec_version_libjpeg(void);
const char *codec_version_libpng(void);
const char *codec_version_giflib(void);
/// ISA-L, or zlib where that stands in for it.
const char *codec_version_inflater(void);

#endif
