// Optional: without it, zlib does the same work at half the speed.
#if __has_include(<isa-l.h>)
#include <isa-l.h>
#endif
