#ifndef COLOUR_CONTEXT_H
#define COLOUR_CONTEXT_H

#include <stdbool.h>

/// A context of Little CMS that notes when memory is refused. Little CMS itself reports that as it reports a broken
/// profile, or makes do with less. NULL where there is no memory for it. `cmsDeleteContext` frees it.
///
/// - Parameter was_refused: Becomes true where memory is refused; must outlive the context.
struct _cmsContext_struct *colour_context_new(bool *was_refused);

#endif
