#ifndef CODEC_VERSIONS_H
#define CODEC_VERSIONS_H

/// The versions of libraries in use, as in "1.2.3": constants of this build, or of the libraries.
const char *codec_version_libjpeg(void);
const char *codec_version_libpng(void);
const char *codec_version_giflib(void);
/// NULL where the library was not there when this was built.
const char *codec_version_isal(void);
const char *codec_version_zlib(void);

#endif
