#include "byte_sink.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { piece_size = 64 * 1024 };

struct byte_sink {
  int descriptor;
  int error;
  size_t held;
  size_t capacity;
  uint8_t *bytes;
};

byte_sink *byte_sink_open(int descriptor) {
  byte_sink *sink = calloc(1, sizeof *sink);
  if (sink == NULL) return NULL;
  sink->descriptor = descriptor;
  sink->capacity = piece_size;
  sink->bytes = malloc(piece_size);
  if (sink->bytes == NULL) {
    free(sink);
    return NULL;
  }
  return sink;
}

void byte_sink_free(byte_sink *sink) {
  if (sink == NULL) return;
  free(sink->bytes);
  free(sink);
}

bool byte_sink_flush(byte_sink *sink) {
  if (sink->descriptor < 0) return sink->error == 0;
  size_t done = 0;
  while (done < sink->held && sink->error == 0) {
    const ssize_t count = write(sink->descriptor, sink->bytes + done, sink->held - done);
    if (count >= 0) done += (size_t)count;
    else if (errno != EINTR) sink->error = errno;
  }
  sink->held = 0;
  return sink->error == 0;
}

static bool grow(byte_sink *sink, size_t needed) {
  size_t capacity = sink->capacity;
  while (capacity < needed) capacity += capacity / 2;
  uint8_t *larger = realloc(sink->bytes, capacity);
  if (larger == NULL) {
    sink->error = ENOMEM;
    return false;
  }
  sink->bytes = larger;
  sink->capacity = capacity;
  return true;
}

bool byte_sink_write(byte_sink *sink, const void *bytes, size_t count) {
  if (sink->error != 0) return false;
  const uint8_t *next = bytes;
  while (count > 0) {
    if (sink->held == sink->capacity) {
      if (!(sink->descriptor < 0 ? grow(sink, sink->held + count) : byte_sink_flush(sink)))
        return false;
    }
    const size_t room = sink->capacity - sink->held, part = count < room ? count : room;
    memcpy(sink->bytes + sink->held, next, part);
    sink->held += part;
    next += part;
    count -= part;
  }
  return true;
}

const uint8_t *byte_sink_bytes(const byte_sink *sink, size_t *count) {
  *count = sink->held;
  return sink->bytes;
}

int byte_sink_error(const byte_sink *sink) { return sink->error; }
