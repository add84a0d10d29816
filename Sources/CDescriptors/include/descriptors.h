#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

// File descriptors as every part of the package needs them. Functions that return an int return 0 or an error number,
// unless they say otherwise.

/// Opens the null device on each closed descriptor of 0, 1 and 2, so that no file gets its number. Reading 0 and
/// writing to 1 and 2 still fail with EBADF. A program calls it first of all.
void descriptors_open_standard(void);

/// Moves a new descriptor to a number of `lowest` or more, with close-on-exec. Otherwise, if standard output is closed,
/// a file could get the number 1, and printed text would end up in it. Returns the new number, or -1 with `errno`. A
/// negative descriptor is returned unchanged, and so is `errno`.
int descriptors_lift(int descriptor, int lowest);

/// The time on a clock that only goes forward, in seconds.
double descriptors_now(void);

/// Waits until a descriptor can be read (POLLIN) or written to (POLLOUT). Returns ETIMEDOUT at the deadline, which is
/// on the clock of `descriptors_now`; 0 is no deadline.
int descriptors_wait(int descriptor, short what, double deadline);

/// Waits for a moment, for events that no descriptor tells. Returns ETIMEDOUT at the deadline.
int descriptors_pause(double deadline);

/// Locks a whole open file for this process with `flock`, without waiting. Returns EWOULDBLOCK if another process holds
/// the lock. The lock lasts until the last copy of the descriptor is closed, however the process ends. Other containers
/// on the machine see it.
int descriptors_lock(int descriptor);

/// Unlocks an open file at once. Closing alone may be too late: a process that is being started has a copy of every
/// descriptor until it runs its own program.
void descriptors_unlock(int descriptor);

#endif
