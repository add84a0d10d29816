#ifndef JPEG_TEST_HOOKS_H
#define JPEG_TEST_HOOKS_H

// For tests only.

#include "jpeg_reader.h"

/// Names the decoder of this reader's Huffman codes, whatever `jpeg_huffman_is_trusted` says. Called before anything is
/// read.
void jpeg_reader_choose_huffman(jpeg_reader *reader, bool ours);

/// Makes our decoder wrong for codes longer than its lookup table, in the whole process.
void jpeg_huffman_break(void);

#endif
