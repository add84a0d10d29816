// In C, because Swift would take the threads of the system, which this header includes, for a part of Little CMS.
#include "colour_context.h"

#include <lcms2_plugin.h>
#include <stdlib.h>

// Little CMS asks for no more in one piece: a profile that needs more is broken.
enum { most_bytes = 512 << 20 };

static void *noted(void *memory, cmsContext context) {
  // While the context is itself being made, it has no user data yet.
  bool *was_refused = cmsGetContextUserData(context);
  if (memory == NULL && was_refused != NULL) *was_refused = true;
  return memory;
}

static void *allocate(cmsContext context, cmsUInt32Number size) {
  return size > most_bytes ? NULL : noted(malloc(size), context);
}

static void *reallocate(cmsContext context, void *memory, cmsUInt32Number size) {
  return size > most_bytes ? NULL : noted(realloc(memory, size), context);
}

static void release(cmsContext context, void *memory) {
  (void)context;
  free(memory);
}

cmsContext colour_context_new(bool *was_refused) {
  cmsPluginMemHandler memory = {
      .base = {cmsPluginMagicNumber, 2000, cmsPluginMemHandlerSig, NULL},
      .MallocPtr = allocate,
      .FreePtr = release,
      .ReallocPtr = reallocate,
  };
  return cmsCreateContext(&memory, was_refused);
}
