#pragma once
#include <zlib.h>

// Macros, which Swift does not import. 31: the largest window, with gzip's header and trailer.
static inline int lm2_inflateInit(z_stream *stream) { return inflateInit2(stream, 31); }
static inline int lm2_deflateInit(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
}
