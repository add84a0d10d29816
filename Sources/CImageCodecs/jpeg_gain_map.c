#include "jpeg_gain_map.h"

#include <string.h>

static const char xmp[] = "http://ns.adobe.com/xap/1.0/";
static const char iso[] = "urn:iso:std:iso:ts:21496:-1";
static const char mpf[] = "MPF";

// The name includes its zero byte.
#define BEGINS_WITH(bytes, count, name) ((count) >= sizeof(name) && memcmp(bytes, name, sizeof(name)) == 0)

static bool contains(const uint8_t *bytes, size_t count, const char *text) {
  const size_t length = strlen(text);
  const uint8_t *const end = bytes + count;
  while ((size_t)(end - bytes) >= length) {
    const uint8_t *found = memchr(bytes, text[0], (size_t)(end - bytes) - length + 1);
    if (found == NULL) return false;
    if (memcmp(found, text, length) == 0) return true;
    bytes = found + 1;
  }
  return false;
}

// Looks for the namespaces of Adobe and Apple, and for the word in Google's list of pictures.
static bool xmp_names_gain_map(const uint8_t *bytes, size_t count) {
  static const char *const words[] = {
      "ns.adobe.com/hdr-gain-map/", "ns.apple.com/HDRGainMap/", "\"GainMap\"", "'GainMap'", ">GainMap<"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (contains(bytes, count, words[i])) return true;
  return false;
}

// A structure as in TIFF. Numbers outside it are 0.
typedef struct {
  const uint8_t *bytes;
  size_t count;
  bool is_little_endian;
} tiff;

static uint32_t number(const tiff *list, size_t at, size_t size) {
  if (at > list->count || list->count - at < size) return 0;
  uint32_t value = 0;
  for (size_t i = 0; i < size; i++)
    value = value << 8 | list->bytes[at + (list->is_little_endian ? size - 1 - i : i)];
  return value;
}

// Each picture has an entry of 16 bytes. The first number holds its kind in 24 bits: previews and views state one.
static bool mpf_lists_gain_map(const uint8_t *bytes, size_t count) {
  enum { entries_tag = 0xB002, entry_size = 16, directory_entry_size = 12 };
  const tiff list = {bytes, count, count > 0 && bytes[0] == 'I'};
  const size_t directory = number(&list, 4, 4);
  const uint32_t tags = number(&list, directory, 2);
  for (uint32_t i = 0; i < tags; i++) {
    const size_t tag = directory + 2 + (size_t)i * directory_entry_size;
    if (tag >= count) return false;
    if (number(&list, tag, 2) != entries_tag) continue;
    const size_t pictures = number(&list, tag + 4, 4) / entry_size, first = number(&list, tag + 8, 4);
    // The first picture is the main one.
    for (size_t picture = 1; picture < pictures; picture++) {
      const size_t entry = first + picture * entry_size;
      if (entry + entry_size > count) return false;
      if ((number(&list, entry, 4) & 0xFFFFFF) == 0) return true;
    }
    return false;
  }
  return false;
}

bool jpeg_may_name_gain_map(const uint8_t *start, size_t count) {
  return BEGINS_WITH(start, count, xmp) || BEGINS_WITH(start, count, iso) || BEGINS_WITH(start, count, mpf);
}

bool jpeg_names_gain_map(const uint8_t *segment, size_t size) {
  if (BEGINS_WITH(segment, size, iso)) return true;
  if (BEGINS_WITH(segment, size, xmp)) return xmp_names_gain_map(segment + sizeof xmp, size - sizeof xmp);
  return BEGINS_WITH(segment, size, mpf) && mpf_lists_gain_map(segment + sizeof mpf, size - sizeof mpf);
}
