#ifndef WORKER_CHANNEL_H
#define WORKER_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

// What a process and its worker say to each other through a pair of sockets: messages of a stated length, and
// descriptors, which only C can send (its control messages are made by macros). Functions return 0 or an error number.

/// Descriptors opened here get this number or more. A new worker receives the numbers below it.
enum { worker_channel_lowest = 7 };

/// Two sockets that are not inherited.
int worker_channel_open(int sockets[2]);

/// A pipe that is not inherited: the end to read from, and the end to write to.
int worker_channel_open_pipe(int ends[2]);

/// A file without a name, in memory where the system has that; otherwise as above.
int worker_channel_open_spool(int *descriptor);

/// The time on a clock that only goes forward, in seconds: what deadlines are on. A negative one is none.
double worker_channel_now(void);

/// Sends all bytes, at least one, and a descriptor with them unless it is -1. ETIMEDOUT at the deadline.
int worker_channel_send(int socket, const void *bytes, size_t count, int descriptor, double deadline);

/// Receives `count` bytes, at least one, and the descriptor that came with them, or -1. ETIMEDOUT at the deadline; EPIPE
/// at the end.
int worker_channel_receive(int socket, void *bytes, size_t count, double deadline, int *descriptor);

/// Whether the other end is there and has said nothing that was not received.
bool worker_channel_is_quiet(int socket);

#endif
