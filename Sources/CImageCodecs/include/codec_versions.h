#ifndef CODEC_VERSIONS_H
#define CODEC_VERSIONS_H

/// The versions of the libraries in use, such as "1.2.3": constants of this build, or of the libraries.
const char *codec_version_libjpeg(void);
const char *codec_version_libpng(void);
const char *codec_version_giflib(void);
/// NULL if this was built without the library.
const char *codec_version_isal(void);
const char *codec_version_zlib(void);

#endif
