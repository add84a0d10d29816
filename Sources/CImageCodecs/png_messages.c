#include "png_messages.h"

#include <stdio.h>
#include <string.h>

const char *const png_bad_chunk_checksum = "the checksum of a part of its image data is wrong";
const char *const png_bad_data_checksum = "the checksum of its compressed data is wrong";
const char *const png_too_little_data = "its data say that it ends before its last row";
const char *const png_too_much_data = "it has more data than the image has rows";
const char *const png_damaged_data = "its compressed data are damaged";
const char *const png_no_such_filter = "a row is stored in a way that does not exist";

typedef struct {
  const char *said;  // a part of libpng's message
  const char *words;
  png_fault fault;
  bool is_of_chunk;  // the words are about a chunk, and its name is put before them
} entry;

static const entry entries[] = {
    {"chunk data is too large", "it is large", png_fault_none, true},
    {"incorrect data check", png_bad_data_checksum, png_fault_data_checksum, false},
    {"IDAT: CRC error", png_bad_chunk_checksum, png_fault_checksum, false},
    {"CRC error", "its checksum is wrong", png_fault_checksum, true},
    {"CgBI", "it is Apple's own kind of PNG (CgBI), which is not decoded", png_fault_apple, false},
    {"memory limits", "it is larger than the limit", png_fault_too_large, true},
    {"application limits", "it is larger than the limit",
     png_fault_too_large, true},
    {"ot enough image data", png_too_little_data, png_fault_other, false},
    {"ot enough compressed data", png_too_little_data, png_fault_other, false},
    {"oo much image data", png_too_much_data, png_fault_other, false},
    {"xtra compressed data", png_too_much_data, png_fault_other, false},
    {"bad adaptive filter", png_no_such_filter, png_fault_other, false},
    {"invalid distance", png_damaged_data, png_fault_other, false},
    {"invalid code", png_damaged_data, png_fault_other, false},
    {"invalid literal", png_damaged_data, png_fault_other, false},
    {"invalid bit length", png_damaged_data, png_fault_other, false},
    {"invalid block type", png_damaged_data, png_fault_other, false},
    {"invalid stored block", png_damaged_data, png_fault_other, false},
    {"too many length or distance", png_damaged_data, png_fault_other, false},
    {"incorrect header check", png_damaged_data, png_fault_other, false},
    {"unknown compression method", png_damaged_data, png_fault_other, false},
    {"invalid window size", png_damaged_data, png_fault_other, false},
    {"damaged LZ stream", png_damaged_data, png_fault_other, false},
    {"unexpected end of LZ stream", png_damaged_data, png_fault_other, false},
    {"nvalid IHDR data", "its header is damaged", png_fault_other, false},
    {"issing IHDR", "its header is missing", png_fault_other, false},
    {"issing PLTE", "its palette is missing", png_fault_other, false},
    {"unknown critical chunk", "it is needed, and of a kind that is not known", png_fault_other, true},
    {"unhandled critical chunk", "it is needed, and of a kind that is not known", png_fault_other, true},
    {"invalid chunk type", "parts of it are no PNG", png_fault_other, false},
    {"out of place", "it stands where it must not", png_fault_other, true},
    {"invalid", "it is damaged", png_fault_other, true},
    {"duplicate", "there are two of it", png_fault_other, true},
};

// Most messages begin with the name of a chunk and ": ".
static bool has_name(const char *message) {
  return strlen(message) > 6 && message[4] == ':' && message[5] == ' ' && strchr(message, ':') == message + 4;
}

bool png_is_about(const char *message, const char *chunk) {
  return has_name(message) && memcmp(message, chunk, 4) == 0;
}

// libpng reports an error or a warning as a sentence, and gives no code with it. So sentences are compared.
png_fault png_describe(const char *message, char *text, size_t size) {
  const entry *found = NULL;
  for (size_t i = 0; i < sizeof entries / sizeof *entries && found == NULL; i++)
    if (strstr(message, entries[i].said) != NULL) found = &entries[i];
  if (png_is_about(message, "iCCP") && (found == NULL || found->fault != png_fault_too_large))
    snprintf(text, size, "its color profile is damaged");
  else if (found == NULL)
    snprintf(text, size, "libpng: %s", message);
  else if (found->is_of_chunk && has_name(message))
    snprintf(text, size, "chunk %.4s: %s", message, found->words);
  else
    snprintf(text, size, "%s", found->words);
  return found == NULL ? png_fault_other : found->fault;
}
