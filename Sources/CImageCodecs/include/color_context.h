#ifndef COLOR_CONTEXT_H
#define COLOR_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A context of Little CMS for profiles and transforms.
///
/// Little CMS does not check its allocations. If one fails it may crash, leak, or call the profile broken. So the
/// allocator here jumps out of Little CMS when memory is refused. `color_context_free` then frees all of the context's
/// memory. One thread at a time may make profiles and transforms; any number of threads may use a transform.
typedef struct color_context color_context;

/// NULL if there is no memory for it.
color_context *color_context_new(void);

/// Frees the context and everything made in it. `color_profile_free` and `color_transform_free` can free single objects
/// earlier.
void color_context_free(color_context *context);

/// True if memory has been refused since the context was made. Nothing can be made in it any more.
bool color_context_was_refused(const color_context *context);

/// The chromaticities of white and of three primaries, and the tone curve of all three: a type of Little CMS, with its
/// parameters.
typedef struct {
  double white[2];
  double primaries[3][2];
  int32_t curve;
  double parameters[5];
} color_primaries;

/// A profile of Little CMS; NULL if it is broken, or memory was refused.
void *color_profile_from_bytes(color_context *context, const void *bytes, size_t count);
void *color_profile_from_primaries(color_context *context, const color_primaries *primaries);
void *color_profile_srgb(color_context *context);
void color_profile_free(color_context *context, void *profile);

/// A perceptual transform of Little CMS without a cache. It copies alpha. NULL if there is no transform between the
/// profiles, or memory was refused. Both profiles belong to this context.
void *color_transform_new(color_context *context, void *source, uint32_t source_format, void *target,
                           uint32_t target_format);
void color_transform_free(color_context *context, void *transform);

#endif
