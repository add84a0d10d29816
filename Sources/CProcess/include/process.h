#ifndef PROCESS_H
#define PROCESS_H

#include <stdbool.h>

// System calls about this process itself that Swift does not import.

/// The number of processors that the calling thread may run on; 0 if the system does not tell.
int process_affinity_count(void);

/// Closes all descriptors from `first` on.
void process_close_from(int first);

/// The same for systems without `close_range`: closes the descriptors that the system lists as open.
void process_close_listed(int first);

/// Hides the memory of this process from core files and from other processes of the same user.
void process_hide_memory(void);

/// Gives up all capabilities, even root's, and the means to get any by starting a program. Returns false on failure.
bool process_drop_capabilities(void);

/// Lets the system kill this process, whatever it is doing, as soon as no process holds the other end of a pipe.
/// Returns false on failure.
///
/// (PR_SET_PDEATHSIG would kill it when the thread that started it ends, though its process lives on.)
bool process_die_with(int pipe_end);

#endif
