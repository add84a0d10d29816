#include "byte_sink.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <descriptors.h>

#ifndef PIPE_BUF
#define PIPE_BUF 512
#endif

enum { piece_size = 64 * 1024 };

struct byte_sink {
  bool in_memory;
  int descriptor;  // unless in memory
  int error;
  double deadline;  // 0: none
  bool out_of_time;
  size_t held;
  size_t capacity;
  uint8_t *bytes;
};

static byte_sink *make(void) {
  byte_sink *sink = calloc(1, sizeof *sink);
  if (sink == NULL) return NULL;
  sink->capacity = piece_size;
  sink->bytes = malloc(piece_size);
  if (sink->bytes == NULL) {
    free(sink);
    return NULL;
  }
  return sink;
}

byte_sink *byte_sink_to_memory(void) {
  byte_sink *sink = make();
  if (sink != NULL) sink->in_memory = true;
  return sink;
}

byte_sink *byte_sink_to_descriptor(int descriptor) {
  byte_sink *sink = make();
  if (sink != NULL) sink->descriptor = descriptor;
  return sink;
}

void byte_sink_set_deadline(byte_sink *sink, double seconds) { sink->deadline = descriptors_now() + seconds; }

bool byte_sink_out_of_time(const byte_sink *sink) { return sink->out_of_time; }

void byte_sink_free(byte_sink *sink) {
  if (sink == NULL) return;
  free(sink->bytes);
  free(sink);
}

// Waits until something can be written. Returns false if that failed or took too long.
static bool await(byte_sink *sink) {
  sink->error = descriptors_wait(sink->descriptor, POLLOUT, sink->deadline);
  sink->out_of_time = sink->error == ETIMEDOUT;
  return sink->error == 0;
}

bool byte_sink_flush(byte_sink *sink) {
  if (sink->in_memory) return sink->error == 0;
  size_t done = 0;
  while (done < sink->held && sink->error == 0) {
    size_t part = sink->held - done;
    if (sink->deadline != 0) {
      // A waiting write cannot be stopped, so it begins only when there is room. A pipe then takes this many bytes.
      if (!await(sink)) break;
      if (part > PIPE_BUF) part = PIPE_BUF;
    }
    const ssize_t count = write(sink->descriptor, sink->bytes + done, part);
    if (count > 0) done += (size_t)count;
    else if (count == 0) sink->error = EIO;  // trying again could take for ever
    else if (errno == EAGAIN || errno == EWOULDBLOCK) await(sink);
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
      if (!(sink->in_memory ? grow(sink, sink->held + count) : byte_sink_flush(sink)))
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
