#include "byte_source.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include <descriptors.h>

enum { piece_size = 64 * 1024 };

struct byte_source {
  bool in_memory;
  int descriptor;  // unless in memory
  int error;
  double deadline;  // 0: none
  bool out_of_time;
  bool ended;
  bool over_limit;
  uint64_t limit;
  uint64_t length;  // bytes of the data, though the descriptor may go on
  uint64_t taken;  // bytes received from memory or descriptor so far
  const uint8_t *next;
  size_t available;
  uint8_t *buffer;  // for one piece; NULL for memory
  uint8_t *all;     // what byte_source_collect has collected
  size_t all_count, all_capacity;
};

static byte_source *make(void) {
  byte_source *source = calloc(1, sizeof *source);
  if (source == NULL) return NULL;
  source->limit = UINT64_MAX;
  source->length = UINT64_MAX;
  return source;
}

byte_source *byte_source_from_memory(const uint8_t *bytes, size_t count) {
  byte_source *source = make();
  if (source == NULL) return NULL;
  source->in_memory = true;
  source->next = bytes;
  source->available = count;
  source->taken = count;
  source->ended = true;
  return source;
}

byte_source *byte_source_from_descriptor(int descriptor) {
  byte_source *source = make();
  if (source == NULL) return NULL;
  source->descriptor = descriptor;
  source->buffer = malloc(piece_size);
  if (source->buffer == NULL) {
    free(source);
    return NULL;
  }
  source->next = source->buffer;
  return source;
}

void byte_source_free(byte_source *source) {
  if (source == NULL) return;
  free(source->buffer);
  free(source->all);
  free(source);
}

static void cut_to_limit(byte_source *source) {
  if (source->taken <= source->limit) return;
  const uint64_t excess = source->taken - source->limit;
  source->available -= excess < source->available ? (size_t)excess : source->available;
  source->taken = source->limit;
  source->over_limit = true;
  source->ended = true;
}

void byte_source_set_limit(byte_source *source, uint64_t limit) {
  source->limit = limit;
  cut_to_limit(source);
}

void byte_source_set_length(byte_source *source, uint64_t length) { source->length = length; }

bool byte_source_over_limit(const byte_source *source) { return source->over_limit; }

void byte_source_set_deadline(byte_source *source, double seconds) {
  source->deadline = descriptors_now() + seconds;
}

bool byte_source_out_of_time(const byte_source *source) { return source->out_of_time; }

// Waits until there is something to read. Returns false if that failed or took too long.
static bool await(byte_source *source) {
  const int error = descriptors_wait(source->descriptor, POLLIN, source->deadline);
  if (error == 0) return true;
  source->out_of_time = error == ETIMEDOUT;
  source->error = error;
  source->ended = true;
  return false;
}

// Receives up to `room` bytes; 0 at the end of the data or after an error.
static size_t receive(byte_source *source, uint8_t *destination, size_t room) {
  if (source->ended) return 0;
  const uint64_t left = source->length - source->taken;
  if (left < room) room = (size_t)left;
  if (room == 0) {
    source->ended = true;
    return 0;
  }
  // A waiting read cannot be stopped, so with a deadline it begins only when there is something to read.
  if (source->deadline != 0 && !await(source)) return 0;
  for (;;) {
    const ssize_t count = read(source->descriptor, destination, room);
    if (count > 0) {
      source->taken += (uint64_t)count;
      return (size_t)count;
    }
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      if (!await(source)) return 0;
      continue;
    }
    if (count < 0) source->error = errno;
    source->ended = true;
    return 0;
  }
}

// Makes at least `wanted` bytes available, as far as the data reach.
static void fill(byte_source *source, size_t wanted) {
  while (source->available < wanted && !source->ended) {
    if (source->next != source->buffer) {
      memmove(source->buffer, source->next, source->available);
      source->next = source->buffer;
    }
    source->available +=
        receive(source, source->buffer + source->available, piece_size - source->available);
    cut_to_limit(source);
  }
}

size_t byte_source_peek(byte_source *source, void *destination, size_t count) {
  if (count > piece_size) count = piece_size;
  fill(source, count);
  if (count > source->available) count = source->available;
  if (count > 0) memcpy(destination, source->next, count);
  return count;
}

size_t byte_source_read(byte_source *source, void *destination, size_t count) {
  size_t done = 0;
  while (done < count) {
    fill(source, 1);
    if (source->available == 0) break;
    const size_t part = count - done < source->available ? count - done : source->available;
    memcpy((uint8_t *)destination + done, source->next, part);
    source->next += part;
    source->available -= part;
    done += part;
  }
  return done;
}

size_t byte_source_next_piece(byte_source *source, const uint8_t **bytes) {
  fill(source, 1);
  const size_t count = source->available;
  *bytes = source->next;
  source->next += count;
  source->available = 0;
  return count;
}

size_t byte_source_next_part(byte_source *source, size_t most, const uint8_t **bytes) {
  fill(source, 1);
  const size_t count = most < source->available ? most : source->available;
  *bytes = source->next;
  source->next += count;
  source->available -= count;
  return count;
}

// Makes room for `capacity` collected bytes.
static bool reserve(byte_source *source, size_t capacity) {
  if (capacity <= source->all_capacity) return true;
  if (capacity < source->all_capacity + source->all_capacity / 2)
    capacity = source->all_capacity + source->all_capacity / 2;
  uint8_t *larger = realloc(source->all, capacity);
  if (larger == NULL) return false;
  source->all = larger;
  source->all_capacity = capacity;
  return true;
}

bool byte_source_collect(byte_source *source, size_t most, const uint8_t **bytes, size_t *count) {
  if (source->in_memory) {
    *bytes = source->next;
    *count = most < source->available ? most : source->available;
    return true;
  }
  while (source->all_count < most) {
    const uint8_t *piece;
    const size_t received = byte_source_next_part(source, most - source->all_count, &piece);
    if (received == 0) break;
    if (!reserve(source, source->all_count + received)) return false;
    memcpy(source->all + source->all_count, piece, received);
    source->all_count += received;
  }
  *bytes = source->all;
  *count = source->all_count;
  return true;
}

void byte_source_skip_rest(byte_source *source, double seconds) {
  const bool is_broken = source->error != 0 && !source->out_of_time;
  if (source->in_memory || source->length == UINT64_MAX || is_broken) return;
  const uint64_t left = source->length - source->taken;
  source->available = 0;
  // A pipe or a socket cannot be moved in, so it is read.
  if (left > 0 && lseek(source->descriptor, (off_t)left, SEEK_CUR) < 0) {
    source->deadline = seconds == 0 ? 0 : descriptors_now() + seconds;
    source->ended = false;
    while (receive(source, source->buffer, piece_size) > 0) {}
  }
  source->ended = true;
  source->length = UINT64_MAX;
}

uint64_t byte_source_consumed(const byte_source *source) {
  return source->taken - source->available;
}

bool byte_source_at_end(const byte_source *source) {
  return source->ended && source->available == 0;
}

int byte_source_error(const byte_source *source) { return source->error; }
