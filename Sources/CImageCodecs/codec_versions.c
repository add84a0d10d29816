#include "codec_versions.h"

#include <stddef.h>
#include <stdio.h>

#include <gif_lib.h>
#include <jpeglib.h>
#include <png.h>
#include <zlib.h>

#if __has_include(<isa-l.h>) && !defined(IMGPREP_ZLIB)
#include <isa-l.h>
#define HAS_ISAL
#endif

#define TEXT(value) #value
#define TEXT_OF(value) TEXT(value)

// libjpeg-turbo, giflib and ISA-L do not tell their versions at run time.
const char *codec_version_libjpeg(void) { return TEXT_OF(LIBJPEG_TURBO_VERSION); }

const char *codec_version_libpng(void) { return png_get_libpng_ver(NULL); }

const char *codec_version_giflib(void) {
  return TEXT_OF(GIFLIB_MAJOR) "." TEXT_OF(GIFLIB_MINOR) "." TEXT_OF(GIFLIB_RELEASE);
}

const char *codec_version_isal(void) {
#ifdef HAS_ISAL
  return TEXT_OF(ISAL_MAJOR_VERSION) "." TEXT_OF(ISAL_MINOR_VERSION) "." TEXT_OF(ISAL_PATCH_VERSION);
#else
  return NULL;
#endif
}

const char *codec_version_zlib(void) { return zlibVersion(); }
