#include <stdatomic.h>
#include <string.h>

#include "jpeg_state.h"
#include "jpeg_test_hooks.h"
// After jpeglib.h, which declares what they need.
#include <jerror.h>
// The decoder of another library, or without that header, cannot be replaced.
#if __has_include(<jpegint.h>) && defined(LIBJPEG_TURBO_VERSION)
#include <jpegint.h>

// One access to a table finds Huffman codes of up to this many bits, together with the bits of their values. `refill`
// makes enough bits available for four of them and one for the first coefficient.
#define LOOKUP_BITS 11
#define REFILLED_BITS 56
_Static_assert(5 * LOOKUP_BITS <= REFILLED_BITS, "a block's loop reads five entries before it refills");

// A table entry for the next bits: how many are used (bits 0-7), and
//   the number of zero coefficients before the next (8-11) and its value (16-31); or, if `entry_is_special`, the symbol
//   (16-31) whose value bits follow, or the end of the block, or that the code is longer than the table.
enum { entry_is_special = 1 << 12, entry_is_long = 1 << 13, entry_ends_block = 1 << 14 };

typedef struct {
  uint32_t entries[1 << LOOKUP_BITS];
  // For longer codes (T.81, F.2.2.3): codes of each length, aligned to the left of 16 bits, are below `limit`. The
  // first of them is `first_code`, and its symbol is `first_symbol`.
  uint32_t limit[17], first_code[17];
  int first_symbol[17];
  uint8_t symbols[256];
} huffman_table;

// The next bit is the highest of `bits`. `count` bits are there, and `padding` of them are zeros in place of missing
// data before a marker.
typedef struct {
  uint64_t bits;
  int count, padding;
  const uint8_t *next, *end;
} bit_reader;

struct jpeg_huffman {
  bit_reader reader;  // without `next` and `end`, which libjpeg keeps between the calls
  bool lacks_data;    // no data are left up to the next restart marker
  int last_dc[MAX_COMPS_IN_SCAN];
  unsigned mcus_to_restart;
  huffman_table *dc_tables[NUM_HUFF_TBLS], *ac_tables[NUM_HUFF_TBLS];
};

// The value of a coefficient from its `size` bits (T.81, F.2.2.1).
static inline int extended(int bits, int size) {
  return size > 0 && bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
}

static uint32_t entry_of(int symbol, int length, uint32_t following, bool is_dc) {
  const int size = symbol & 15, run = is_dc ? 0 : symbol >> 4;
  if (size == 0 && !is_dc && run != 15) return entry_is_special | entry_ends_block | (uint32_t)length;
  const int room = LOOKUP_BITS - length;
  if (size > room || (size == 0 && !is_dc))
    return (uint32_t)symbol << 16 | entry_is_special | (uint32_t)length;
  const int value = extended((int)(following >> (room - size)), size);
  return (uint32_t)(uint16_t)value << 16 | (uint32_t)run << 8 | (uint32_t)(length + size);
}

static atomic_bool is_broken;

void jpeg_huffman_break(void) { atomic_store(&is_broken, true); }

// libjpeg has checked the definition when the scan began: the codes fit into their lengths.
static huffman_table *table_from(j_decompress_ptr decompressor, const JHUFF_TBL *definition, bool is_dc) {
  huffman_table *table = decompressor->mem->alloc_large((j_common_ptr)decompressor, JPOOL_IMAGE, sizeof *table);
  for (int i = 0; i < 1 << LOOKUP_BITS; i++) table->entries[i] = entry_is_special | entry_is_long;
  memcpy(table->symbols, definition->huffval, sizeof table->symbols);
  uint32_t code = 0;
  int number = 0;
  for (int length = 1; length <= 16; length++, code <<= 1) {
    table->first_code[length] = code;
    table->first_symbol[length] = length > LOOKUP_BITS && atomic_load(&is_broken) ? number + 1 : number;
    for (int i = 0; i < definition->bits[length]; i++, number++, code++) {
      if (length > LOOKUP_BITS) continue;
      const uint32_t count = 1u << (LOOKUP_BITS - length);
      for (uint32_t following = 0; following < count; following++)
        table->entries[code * count + following] =
            entry_of(definition->huffval[number], length, following, is_dc);
    }
    table->limit[length] = definition->bits[length] == 0 ? 0 : code << (16 - length);
  }
  return table;
}

static inline int next_byte(j_decompress_ptr decompressor, bit_reader *reader) {
  if (reader->next == reader->end) {
    decompressor->src->fill_input_buffer(decompressor);
    reader->next = decompressor->src->next_input_byte;
    reader->end = reader->next + decompressor->src->bytes_in_buffer;
  }
  return *reader->next++;
}

// Refills byte by byte: around markers, stuffed bytes and the ends of pieces.
static __attribute__((noinline)) void refill_carefully(j_decompress_ptr decompressor, bit_reader *reader) {
  while (reader->count < REFILLED_BITS) {
    if (decompressor->unread_marker != 0) {
      reader->padding += 8;
      reader->count += 8;
      continue;
    }
    int byte = next_byte(decompressor, reader);
    if (byte == 0xFF) {
      do byte = next_byte(decompressor, reader);
      while (byte == 0xFF);
      if (byte != 0) {
        decompressor->unread_marker = byte;
        continue;
      }
      byte = 0xFF;
    }
    reader->bits |= (uint64_t)byte << (56 - reader->count);
    reader->count += 8;
  }
}

// Makes at least `REFILLED_BITS` available.
static inline __attribute__((always_inline)) void refill(j_decompress_ptr decompressor, bit_reader *reader) {
  if (__builtin_expect(reader->end - reader->next >= 8 && decompressor->unread_marker == 0, 1)) {
    const uint8_t *next = reader->next;
    const uint64_t word = (uint64_t)next[0] << 56 | (uint64_t)next[1] << 48 | (uint64_t)next[2] << 40 |
                          (uint64_t)next[3] << 32 | (uint64_t)next[4] << 24 | (uint64_t)next[5] << 16 |
                          (uint64_t)next[6] << 8 | next[7];
    const uint64_t ones = UINT64_MAX / 0xFF;  // in each byte the lowest bit
    const bool has_0xFF = ((~word - ones) & word & ones << 7) != 0;
    if (__builtin_expect(!has_0xFF, 1)) {
      // Bits of a byte that is not counted yet may be there already, with the same value.
      reader->bits |= word >> reader->count;
      reader->next += (63 - reader->count) >> 3;
      reader->count |= REFILLED_BITS;
      return;
    }
  }
  // A copy, so that the original can stay in registers.
  bit_reader copy = *reader;
  refill_carefully(decompressor, &copy);
  *reader = copy;
}

static inline uint32_t entry_at(const huffman_table *table, bit_reader *reader) {
  const uint32_t entry = table->entries[reader->bits >> (64 - LOOKUP_BITS)];
  reader->bits <<= entry & 63;
  reader->count -= (int)(entry & 63);
  return entry;
}

static inline int bits_at(bit_reader *reader, int count) {
  if (count == 0) return 0;
  const int bits = (int)(reader->bits >> (64 - count));
  reader->bits <<= count;
  reader->count -= count;
  return bits;
}

// The symbol of a special entry.
static int symbol_at(j_decompress_ptr decompressor, const huffman_table *table, bit_reader *reader, uint32_t entry) {
  if (!(entry & entry_is_long)) return (int)(entry >> 16);
  const uint32_t next = (uint32_t)(reader->bits >> 48);
  for (int length = LOOKUP_BITS + 1; length <= 16; length++) {
    if (next >= table->limit[length]) continue;
    const int code = bits_at(reader, length);
    return table->symbols[(table->first_symbol[length] + code - (int)table->first_code[length]) & 255];
  }
  bits_at(reader, 17);
  WARNMS(decompressor, JWRN_HUFF_BAD_CODE);
  return 0;
}

// The difference of a block's DC coefficient from that of the block before.
static inline int dc_difference(j_decompress_ptr decompressor, const huffman_table *table, bit_reader *reader) {
  refill(decompressor, reader);
  const uint32_t entry = entry_at(table, reader);
  if (__builtin_expect(!(entry & entry_is_special), 1)) return (int16_t)(entry >> 16);
  bit_reader copy = *reader;
  const int size = symbol_at(decompressor, table, &copy, entry) & 15;
  const int difference = extended(bits_at(&copy, size), size);
  *reader = copy;
  refill(decompressor, reader);
  return difference;
}

// The AC coefficients, into `block` unless it is NULL.
static inline __attribute__((always_inline)) void read_ac(j_decompress_ptr decompressor, const huffman_table *table,
                                                          bit_reader *reader, JCOEF *block) {
  int position = 1;
  for (;;) {
    for (int i = 0; i < 4; i++) {
      const uint32_t entry = entry_at(table, reader);
      if (__builtin_expect((entry & entry_is_special) != 0, 0)) {
        if (entry & entry_ends_block) return;
        refill(decompressor, reader);
        bit_reader copy = *reader;
        const int symbol = symbol_at(decompressor, table, &copy, entry), size = symbol & 15;
        const int value = extended(bits_at(&copy, size), size);
        *reader = copy;
        if (size == 0 && symbol >> 4 != 15) return;
        position += symbol >> 4;
        if (block != NULL && size > 0) block[jpeg_zigzag[position]] = (JCOEF)value;
        if (++position >= DCTSIZE2) return;
        break;
      }
      position += (entry >> 8) & 15;
      if (block != NULL) block[jpeg_zigzag[position]] = (JCOEF)(entry >> 16);
      if (++position >= DCTSIZE2) return;
    }
    refill(decompressor, reader);
  }
}

// A restart marker is due. The rest of the data before it does not count.
static boolean restart(j_decompress_ptr decompressor, jpeg_huffman *huffman) {
  const int unread = huffman->reader.count - huffman->reader.padding;
  if (unread >= 8) {
    // If libjpeg itself reads the marker, it reports such data.
    if (decompressor->unread_marker == 0) {
      decompressor->marker->discarded_bytes += (unsigned)unread / 8;
    } else {
      WARNMS2(decompressor, JWRN_EXTRANEOUS_DATA, unread / 8, decompressor->unread_marker);
    }
  }
  memset(&huffman->reader, 0, sizeof huffman->reader);
  if (!decompressor->marker->read_restart_marker(decompressor)) return FALSE;
  memset(huffman->last_dc, 0, sizeof huffman->last_dc);
  huffman->mcus_to_restart = decompressor->restart_interval;
  if (decompressor->unread_marker == 0) huffman->lacks_data = false;
  return TRUE;
}

// Replaces libjpeg's decode_mcu: decodes the blocks of one MCU, which are zero at first.
static boolean decode_mcu(j_decompress_ptr decompressor, JBLOCKROW *blocks) {
  jpeg_huffman *huffman = reader_of((j_common_ptr)decompressor)->huffman;
  if (decompressor->restart_interval > 0) {
    if (huffman->mcus_to_restart == 0 && !restart(decompressor, huffman)) return FALSE;
    huffman->mcus_to_restart--;
  }
  if (huffman->lacks_data) return TRUE;
  struct jpeg_source_mgr *source = decompressor->src;
  bit_reader reader = huffman->reader;
  reader.next = source->next_input_byte;
  reader.end = reader.next + source->bytes_in_buffer;
  for (int b = 0; b < decompressor->blocks_in_MCU; b++) {
    const int component = decompressor->MCU_membership[b];
    const jpeg_component_info *info = decompressor->cur_comp_info[component];
    const int difference = dc_difference(decompressor, huffman->dc_tables[info->dc_tbl_no], &reader);
    int *dc = &huffman->last_dc[component];
    // Damaged data may make it overflow. It wraps around, as in libjpeg 2.1.
    *dc = (int)((unsigned)*dc + (unsigned)difference);
    JCOEF *block = *blocks[b];
    block[0] = (JCOEF)*dc;
    const huffman_table *table = huffman->ac_tables[info->ac_tbl_no];
    // At an eighth of the size, only DC coefficients count.
    if (info->DCT_scaled_size > 1) {
      read_ac(decompressor, table, &reader, block);
    } else {
      read_ac(decompressor, table, &reader, NULL);
    }
  }
  source->next_input_byte = reader.next;
  source->bytes_in_buffer = (size_t)(reader.end - reader.next);
  huffman->reader = reader;
  if (reader.count < reader.padding) {
    huffman->lacks_data = true;
    WARNMS(decompressor, JWRN_HIT_MARKER);
  }
  return TRUE;
}

void jpeg_take_over_huffman(jpeg_reader *reader) {
  struct jpeg_decompress_struct *decompressor = &reader->decompressor;
  // Only sequential files of one scan are decoded here, as they are read. (libjpeg 3 also has lossless ones.)
  if (decompressor->progressive_mode || decompressor->arith_code || jpeg_has_multiple_scans(decompressor)) return;
  if (decompressor->Ss != 0 || decompressor->Se != DCTSIZE2 - 1) return;
  // The libjpeg that runs may differ from the headers. It then has another number of messages. (The internal structures
  // used here, `decode_mcu` and the marker reader, are the same in 2.1 and 3.1.)
  if (decompressor->err->last_jpeg_message != JMSG_LASTMSGCODE - 1) return;
  jpeg_huffman *huffman =
      decompressor->mem->alloc_small((j_common_ptr)decompressor, JPOOL_IMAGE, sizeof *huffman);
  memset(huffman, 0, sizeof *huffman);
  huffman->mcus_to_restart = decompressor->restart_interval;
  for (int i = 0; i < decompressor->comps_in_scan; i++) {
    const jpeg_component_info *info = decompressor->cur_comp_info[i];
    huffman_table **dc = &huffman->dc_tables[info->dc_tbl_no], **ac = &huffman->ac_tables[info->ac_tbl_no];
    if (*dc == NULL) *dc = table_from(decompressor, decompressor->dc_huff_tbl_ptrs[info->dc_tbl_no], true);
    if (*ac == NULL) *ac = table_from(decompressor, decompressor->ac_huff_tbl_ptrs[info->ac_tbl_no], false);
  }
  reader->huffman = huffman;
  decompressor->entropy->decode_mcu = decode_mcu;
}

#else

void jpeg_huffman_break(void) {}

void jpeg_take_over_huffman(jpeg_reader *reader) { (void)reader; }

#endif
