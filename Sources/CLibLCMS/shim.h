#include <lcms2.h>

// Swift does not import macros that use others.
static const cmsUInt32Number lcms_gray_8 = TYPE_GRAY_8;
static const cmsUInt32Number lcms_gray_16 = TYPE_GRAY_16;
static const cmsUInt32Number lcms_rgb_8 = TYPE_RGB_8;
static const cmsUInt32Number lcms_rgb_16 = TYPE_RGB_16;
static const cmsUInt32Number lcms_rgba_8 = TYPE_RGBA_8;
// 0 is all ink, as Adobe writes it.
static const cmsUInt32Number lcms_cmyk_8 = TYPE_CMYK_8_REV;
static const cmsUInt32Number lcms_cmyk_16 = TYPE_CMYK_16_REV;
