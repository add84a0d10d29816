#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

// File descriptors as every part of the package needs them. Functions that return an int return 0 or an error number,
// unless they say otherwise.

/// Opens the null device on each of the descriptors 0, 1 and 2 that is closed, so that no file gets its number. Reading
/// 0 and writing to 1 and 2 still fail with EBADF. Called first thing in a program.
void descriptors_open_standard(void);

/// Moves a descriptor that was just opened to a number of `lowest` or more, closed in new programs. A process whose
/// standard output is closed would otherwise get 1 for a file, and what is printed would end up in it. Returns the new
/// number, or -1 with `errno`; a negative descriptor is passed on with the `errno` there is.
int descriptors_lift(int descriptor, int lowest);

/// The time on a clock that only goes forward, in seconds.
double descriptors_now(void);

/// Waits until a descriptor can be read (POLLIN) or written to (POLLOUT). ETIMEDOUT at the deadline, a time of
/// `descriptors_now`; 0 is no deadline.
int descriptors_wait(int descriptor, short what, double deadline);

/// Waits for a moment, no longer than until the deadline, for what no descriptor tells. ETIMEDOUT at the deadline.
int descriptors_pause(double deadline);

/// Locks an open file as a whole for this process, as `flock` does, without waiting: EWOULDBLOCK where another holds the
/// lock. It is held until the last copy of the descriptor is closed, however the process ends; other containers on the
/// machine see it.
int descriptors_lock(int descriptor);

#endif
