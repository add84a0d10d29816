#ifndef COLOUR_CONTEXT_H
#define COLOUR_CONTEXT_H

#include <stdbool.h>

/// A context of Little CMS that notes when memory is refused. Little CMS itself reports that as it reports a broken
/// profile, or makes do with less; and what it had made until then it never frees. This context does.
typedef struct colour_context colour_context;

/// NULL where there is no memory for it.
colour_context *colour_context_new(void);

/// Frees the context with all that was made in it.
void colour_context_free(colour_context *context);

/// The context as Little CMS knows it.
struct _cmsContext_struct *colour_context_handle(const colour_context *context);

/// True if memory has been refused since the context was made.
bool colour_context_was_refused(const colour_context *context);

#endif
