// In C, because Swift would take the threads of the system, which this header includes, for a part of Little CMS.
#include "colour_context.h"

#include <lcms2_plugin.h>
#include <stddef.h>
#include <stdlib.h>

// Little CMS asks for no more in one piece: a profile that needs more is broken.
enum { most_bytes = 512 << 20 };

// Stands before each piece of memory. All of a context's pieces are in one ring.
typedef struct block {
  _Alignas(max_align_t) struct block *next;
  struct block *previous;
} block;

struct colour_context {
  cmsContext handle;
  block ring;
  bool was_refused;
};

static void *enter(block *piece, block *ring) {
  piece->next = ring->next;
  piece->previous = ring;
  ring->next->previous = piece;
  ring->next = piece;
  return piece + 1;
}

static void leave(block *piece) {
  piece->next->previous = piece->previous;
  piece->previous->next = piece->next;
}

// Notes where a piece has been refused.
static void *finish(block *piece, cmsContext handle) {
  // While the context is itself being made, it does not know its owner.
  colour_context *context = cmsGetContextUserData(handle);
  if (piece == NULL) {
    if (context != NULL) context->was_refused = true;
    return NULL;
  }
  if (context != NULL) return enter(piece, &context->ring);
  piece->next = piece->previous = piece;
  return piece + 1;
}

static void *allocate(cmsContext handle, cmsUInt32Number size) {
  return size > most_bytes ? NULL : finish(malloc(sizeof(block) + size), handle);
}

static void *reallocate(cmsContext handle, void *memory, cmsUInt32Number size) {
  if (memory == NULL) return allocate(handle, size);
  if (size > most_bytes) return NULL;
  block *const old = (block *)memory - 1, *const ring = old->previous;
  leave(old);
  block *const piece = realloc(old, sizeof(block) + size);
  if (piece != NULL) return ring == old ? finish(piece, NULL) : enter(piece, ring);
  enter(old, ring == old ? old : ring);
  return finish(NULL, handle);
}

static void release(cmsContext handle, void *memory) {
  (void)handle;
  if (memory == NULL) return;
  leave((block *)memory - 1);
  free((block *)memory - 1);
}

// Little CMS uses a lock without a look at whether there was memory for it. A context belongs to one thread at a time, so
// that it needs none.
static void *make_lock(cmsContext handle) {
  static char lock;
  (void)handle;
  return &lock;
}

static void free_lock(cmsContext handle, void *lock) {
  (void)handle;
  (void)lock;
}

static cmsBool take_lock(cmsContext handle, void *lock) {
  free_lock(handle, lock);
  return TRUE;
}

colour_context *colour_context_new(void) {
  colour_context *context = calloc(1, sizeof *context);
  if (context == NULL) return NULL;
  context->ring.next = context->ring.previous = &context->ring;
  cmsPluginMutex locks = {
      .base = {cmsPluginMagicNumber, 2000, cmsPluginMutexSig, NULL},
      .CreateMutexPtr = make_lock,
      .DestroyMutexPtr = free_lock,
      .LockMutexPtr = take_lock,
      .UnlockMutexPtr = free_lock,
  };
  cmsPluginMemHandler memory = {
      .base = {cmsPluginMagicNumber, 2000, cmsPluginMemHandlerSig, &locks.base},
      .MallocPtr = allocate,
      .FreePtr = release,
      .ReallocPtr = reallocate,
  };
  context->handle = cmsCreateContext(&memory, context);
  if (context->handle != NULL) return context;
  colour_context_free(context);
  return NULL;
}

void colour_context_free(colour_context *context) {
  if (context->handle != NULL) cmsDeleteContext(context->handle);
  while (context->ring.next != &context->ring) {
    block *const piece = context->ring.next;
    leave(piece);
    free(piece);
  }
  free(context);
}

cmsContext colour_context_handle(const colour_context *context) { return context->handle; }

bool colour_context_was_refused(const colour_context *context) { return context->was_refused; }
