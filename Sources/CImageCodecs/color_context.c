#include "color_context.h"

#include <lcms2_plugin.h>
#include <setjmp.h>
#include <stdlib.h>

// Little CMS itself refuses larger allocations: a profile that needs one is broken.
enum { most_bytes = 512 << 20 };

// The header of each piece of memory. All pieces of a context form a ring.
typedef struct block {
  _Alignas(max_align_t) struct block *next;
  struct block *previous;
} block;

struct color_context {
  cmsContext handle;
  block ring;
  // The place to jump to when memory is refused; NULL if Little CMS must not be left.
  jmp_buf *way_out;
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

// Jumps out of Little CMS if a piece has been refused.
static void *finish(block *piece, cmsContext handle) {
  // Little CMS allocates the context itself before it knows its owner.
  color_context *context = cmsGetContextUserData(handle);
  if (piece == NULL) {
    if (context != NULL) context->was_refused = true;
    if (context != NULL && context->way_out != NULL) longjmp(*context->way_out, 1);
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

color_context *color_context_new(void) {
  color_context *context = calloc(1, sizeof *context);
  if (context == NULL) return NULL;
  context->ring.next = context->ring.previous = &context->ring;
  cmsPluginMemHandler memory = {
      .base = {cmsPluginMagicNumber, 2000, cmsPluginMemHandlerSig, NULL},
      .MallocPtr = allocate,
      .FreePtr = release,
      .ReallocPtr = reallocate,
  };
  context->handle = cmsCreateContext(&memory, context);
  if (context->handle != NULL) return context;
  color_context_free(context);
  return NULL;
}

void color_context_free(color_context *context) {
  if (context->handle != NULL) cmsDeleteContext(context->handle);
  while (context->ring.next != &context->ring) {
    block *const piece = context->ring.next;
    leave(piece);
    free(piece);
  }
  free(context);
}

bool color_context_was_refused(const color_context *context) { return context->was_refused; }

// Below, only frames of Little CMS lie between `setjmp` and a `longjmp`.
typedef void *making(color_context *context, const void *from);

static void *make(color_context *context, making *body, const void *from) {
  if (context->was_refused) return NULL;
  jmp_buf way_out;
  if (setjmp(way_out) != 0) {
    context->way_out = NULL;
    return NULL;
  }
  context->way_out = &way_out;
  void *made = body(context, from);
  context->way_out = NULL;
  return made;
}

typedef struct {
  const void *bytes;
  size_t count;
} profile_bytes;

// Removes the tags of multiProcessElements (ICC.1:2010, 10.14), which a profile may have besides tables of 8 and 16
// bits. Little CMS would prefer them. A few bytes of such a tag name one more matrix for every color to pass through,
// so that a profile of 4 MB, within the limit, would take minutes.
static void remove_floating_point(cmsHPROFILE profile) {
  static const cmsTagSignature tags[] = {cmsSigDToB0Tag, cmsSigDToB1Tag, cmsSigDToB2Tag, cmsSigDToB3Tag,
                                         cmsSigBToD0Tag, cmsSigBToD1Tag, cmsSigBToD2Tag, cmsSigBToD3Tag};
  for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) cmsWriteTag(profile, tags[i], NULL);
}

static void *open_bytes(color_context *context, const void *from) {
  const profile_bytes *file = from;
  cmsHPROFILE profile = cmsOpenProfileFromMemTHR(context->handle, file->bytes, (cmsUInt32Number)file->count);
  if (profile != NULL) remove_floating_point(profile);
  return profile;
}

void *color_profile_from_bytes(color_context *context, const void *bytes, size_t count) {
  return count > UINT32_MAX ? NULL : make(context, open_bytes, &(profile_bytes){bytes, count});
}

static cmsCIExyY point(const double *chromaticity) { return (cmsCIExyY){chromaticity[0], chromaticity[1], 1}; }

static void *open_primaries(color_context *context, const void *from) {
  const color_primaries *p = from;
  cmsToneCurve *tone = cmsBuildParametricToneCurve(context->handle, p->curve, p->parameters);
  if (tone == NULL) return NULL;
  const cmsCIExyY white = point(p->white);
  const cmsCIExyYTRIPLE three = {point(p->primaries[0]), point(p->primaries[1]), point(p->primaries[2])};
  cmsHPROFILE profile =
      cmsCreateRGBProfileTHR(context->handle, &white, &three, (cmsToneCurve *[]){tone, tone, tone});
  cmsFreeToneCurve(tone);
  return profile;
}

void *color_profile_from_primaries(color_context *context, const color_primaries *primaries) {
  return make(context, open_primaries, primaries);
}

static void *open_srgb(color_context *context, const void *from) {
  (void)from;
  return cmsCreate_sRGBProfileTHR(context->handle);
}

void *color_profile_srgb(color_context *context) { return make(context, open_srgb, NULL); }

// After memory was refused, a profile may be half changed. It is left alone, and freed with the context.
void color_profile_free(color_context *context, void *profile) {
  if (!context->was_refused) cmsCloseProfile(profile);
}

typedef struct {
  cmsHPROFILE source;
  cmsHPROFILE target;
  uint32_t source_format;
  uint32_t target_format;
} two_profiles;

static void *make_transform(color_context *context, const void *from) {
  const two_profiles *two = from;
  return cmsCreateTransformTHR(context->handle, two->source, two->source_format, two->target, two->target_format,
                               INTENT_PERCEPTUAL, cmsFLAGS_NOCACHE | cmsFLAGS_COPY_ALPHA);
}

void *color_transform_new(color_context *context, void *source, uint32_t source_format, void *target,
                           uint32_t target_format) {
  return make(context, make_transform, &(two_profiles){source, target, source_format, target_format});
}

void color_transform_free(color_context *context, void *transform) {
  if (!context->was_refused) cmsDeleteTransform(transform);
}
