#ifndef PROCESS_H
#define PROCESS_H

#include <stdbool.h>

// What a process can ask and give up of its own, where Swift has no name for the system's calls.

/// How many processors the calling thread may run on; 0 where the system does not tell.
int process_affinity_count(void);

/// Closes all descriptors from `first` on.
void process_close_from(int first);

/// The same for systems without `close_range`: closes what the system lists as open.
void process_close_listed(int first);

/// Keeps the memory of this process out of core files, and from other processes of the same user.
void process_hide_memory(void);

/// Gives up all capabilities, root's too, and the means to get any by starting a program. False where that cannot be had.
bool process_drop_capabilities(void);

/// Has the system kill this process when the last process that holds the other end of a pipe closes it or ends: at once,
/// whatever this process is doing then. False where that cannot be had.
///
/// (PR_SET_PDEATHSIG would kill it when the thread that started it ends, though its process lives on.)
bool process_die_with(int pipe_end);

#endif
