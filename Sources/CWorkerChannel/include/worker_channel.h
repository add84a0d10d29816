#ifndef WORKER_CHANNEL_H
#define WORKER_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

// Exchanges messages of a stated length, and descriptors, between a process and its worker through a pair of sockets.
// Only C can send descriptors: control messages are made by macros. Functions return 0 or an error number.

/// Descriptors opened here get this number or more. A new worker receives the numbers below it.
enum { worker_channel_lowest = 7 };

/// Two sockets that are not inherited.
int worker_channel_open(int sockets[2]);

/// A pipe that is not inherited: the end to read from and the end to write to.
int worker_channel_open_pipe(int ends[2]);

/// A file without a name, not inherited either. It is in memory if the system has such files.
int worker_channel_open_spool(int *descriptor);

/// The time in seconds on the clock of all deadlines, which only goes forward. A negative deadline is none.
double worker_channel_now(void);

/// Sends all bytes, at least one, and a descriptor unless it is -1. Returns ETIMEDOUT at the deadline.
int worker_channel_send(int socket, const void *bytes, size_t count, int descriptor, double deadline);

/// Receives `count` bytes, at least one, and the descriptor that came with them, or -1. Returns ETIMEDOUT at the
/// deadline and EPIPE at the end.
int worker_channel_receive(int socket, void *bytes, size_t count, double deadline, int *descriptor);

/// True if the other end is there and nothing from it waits to be received.
bool worker_channel_is_quiet(int socket);

#endif
