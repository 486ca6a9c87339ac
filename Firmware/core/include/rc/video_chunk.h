#ifndef RC_VIDEO_CHUNK_H
#define RC_VIDEO_CHUNK_H

#include <stddef.h>
#include <stdint.h>

#include "rc/mjpeg.h"

/*
 * A frame in chunks over a data channel, unordered, big-endian:
 *
 *   0      1        2               3         4..5      6..7         8..11
 *   0x52 | ver. 1 | bit 0: last   | reserved | frame id | chunk index | capture ms | picture
 */
#define RC_CHUNK_HEADER 12
/** Bytes of a message, header included, that every browser takes. */
#define RC_CHUNK_MAX 16384
/** Chunks of a frame. */
#define RC_CHUNKS 1024

/**
 * Writes chunk `index` of `jpeg` to `out`, which has room for `max` bytes (RC_CHUNK_HEADER + 1 to RC_CHUNK_MAX).
 * Returns its length, or 0 when the frame has no such chunk or would need more than RC_CHUNKS.
 */
size_t rc_video_chunk(
    uint8_t *out, size_t max, const rc_jpeg *jpeg, uint16_t frame_id, uint32_t capture_ms, uint16_t index);

#endif
