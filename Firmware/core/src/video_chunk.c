#include "rc/video_chunk.h"

#include <string.h>

/* Copies `length` bytes of the frame from `from` on, out of its two pieces. */
static void copy(uint8_t *out, const rc_jpeg *jpeg, size_t from, size_t length)
{
    if (from < jpeg->head_length) {
        size_t part = jpeg->head_length - from < length ? jpeg->head_length - from : length;
        memcpy(out, jpeg->head + from, part);
        out += part;
        from += part;
        length -= part;
    }

    if (length > 0) memcpy(out, jpeg->tail + (from - jpeg->head_length), length);
}

size_t rc_video_chunk(
    uint8_t *out, size_t max, const rc_jpeg *jpeg, uint16_t frame_id, uint32_t capture_ms, uint16_t index)
{
    size_t room = max - RC_CHUNK_HEADER, whole = rc_jpeg_length(jpeg), from = index * room;
    if (from >= whole || whole > RC_CHUNKS * room) return 0;
    size_t length = whole - from < room ? whole - from : room;
    const uint8_t header[RC_CHUNK_HEADER] = {
        0x52, 1, from + length == whole, 0,
        (uint8_t)(frame_id >> 8), (uint8_t)frame_id, (uint8_t)(index >> 8), (uint8_t)index,
        (uint8_t)(capture_ms >> 24), (uint8_t)(capture_ms >> 16), (uint8_t)(capture_ms >> 8), (uint8_t)capture_ms,
    };
    memcpy(out, header, sizeof header);
    copy(out + RC_CHUNK_HEADER, jpeg, from, length);
    return RC_CHUNK_HEADER + length;
}
