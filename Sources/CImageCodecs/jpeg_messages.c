#include "jpeg_messages.h"

// After jpeglib.h, which declares what it needs.
#include <jerror.h>

// Names the kind of JPEG by the marker of its header (ITU-T T.81, table B.1).
static const char *kind_of(int marker) {
  switch (marker) {
    case 0xC3:
    case 0xCB: return "it is a lossless JPEG, which is not decoded";
    case 0xC5:
    case 0xC6:
    case 0xC7:
    case 0xCD:
    case 0xCE:
    case 0xCF: return "it is a hierarchical JPEG, which is not decoded";
    case 0xC9:
    case 0xCA: return "it is an arithmetic-coded JPEG, which this libjpeg does not decode";
    default: return "it is a JPEG of a kind that is not decoded";
  }
}

static const char *words_for(int code) {
  switch (code) {
    case JERR_EMPTY_IMAGE: return "its header says that it has no pixels";
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW: return "its header says that it is larger than a JPEG can be";
    case JERR_SOI_DUPLICATE: return "another image begins within its header";
    case JERR_SOF_DUPLICATE: return "it has two headers";
    case JERR_SOF_NO_SOS:
    case JERR_NO_IMAGE: return "it ends without any pixels";
    case JERR_SOS_NO_SOF: return "its pixels come before its header";
    case JERR_NO_HUFF_TABLE:
    case JERR_NO_QUANT_TABLE:
    case JERR_NO_ARITH_TABLE: return "a table that its pixels need is missing";
    case JERR_BAD_HUFF_TABLE:
    case JERR_HUFF_CLEN_OVERFLOW:
    case JERR_HUFF_MISSING_CODE:
    case JERR_DHT_INDEX:
    case JERR_DQT_INDEX:
    case JERR_DAC_INDEX:
    case JERR_DAC_VALUE: return "a table that its pixels need is damaged";
    case JERR_BAD_LENGTH:
    case JERR_BAD_SAMPLING:
    case JERR_BAD_MCU_SIZE:
    case JERR_BAD_COMPONENT_ID:
    case JERR_COMPONENT_COUNT:
    case JERR_UNKNOWN_MARKER: return "its header is damaged";
    case JERR_BAD_PROGRESSION:
    case JERR_BAD_PROG_SCRIPT:
    case JERR_MISSING_DATA:
    case JERR_EOI_EXPECTED: return "the headers of its scans contradict each other";
    case JERR_BAD_DCT_COEF: return "its compressed data are damaged";
#if JPEG_LIB_VERSION < 70
    case JERR_ARITH_NOTIMPL: return kind_of(0xC9);
#endif
    case JERR_BAD_J_COLORSPACE:
    case JERR_CONVERSION_NOTIMPL: return "its colors are of a kind that is not decoded";
    case JERR_CCIR601_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL: return "the resolutions of its colors are such that it is not decoded";
    case JERR_NOTIMPL:
    case JERR_NOT_COMPILED: return "it is of a kind that this libjpeg does not decode";
    case JWRN_ARITH_BAD_CODE:
    case JWRN_HUFF_BAD_CODE: return "some of its compressed data are damaged: pixels may be wrong";
    case JWRN_HIT_MARKER: return "some of its compressed data are missing: pixels may be wrong";
    case JWRN_MUST_RESYNC: return "some of its compressed data are missing between two restart markers";
    case JWRN_EXTRANEOUS_DATA: return "bytes that mean nothing stand between its parts, and are passed over";
    case JWRN_JPEG_EOF: return "its end marker is missing";
    case JWRN_BOGUS_PROGRESSION: return "its scans come in an order that they should not have";
    case JWRN_NOT_SEQUENTIAL: return "the header of a scan is damaged, and taken as usual";
    case JWRN_ADOBE_XFORM: return "how its colors are stored is not known, and taken as usual";
    case JWRN_JFIF_MAJOR: return "it is of an unknown version of JFIF";
    default: return NULL;
  }
}

bool jpeg_lacks_height(const jpeg_reader *reader) {
  const struct jpeg_decompress_struct *decompressor = &reader->decompressor;
  return reader->errors.msg_code == JERR_EMPTY_IMAGE && decompressor->image_height == 0 &&
         decompressor->image_width > 0;
}

void jpeg_describe(j_common_ptr common, char *text) {
  const struct jpeg_error_mgr *errors = common->err;
  const char *words = words_for(errors->msg_code);
  if (errors->msg_code == JERR_BAD_PRECISION) {
    snprintf(text, CODEC_MESSAGE_SIZE, "it is a JPEG of %d bits a sample, and only 8 are decoded",
             errors->msg_parm.i[0]);
    return;
  }
  if (errors->msg_code == JERR_SOF_UNSUPPORTED) words = kind_of(errors->msg_parm.i[0]);
  if (jpeg_lacks_height(reader_of(common)))
    words = "its height comes behind its pixels (a DNL marker), which is not decoded";
  if (words != NULL) {
    snprintf(text, CODEC_MESSAGE_SIZE, "%s", words);
    return;
  }
  char message[JMSG_LENGTH_MAX];
  errors->format_message(common, message);
  snprintf(text, CODEC_MESSAGE_SIZE, "libjpeg: %s", message);
}
