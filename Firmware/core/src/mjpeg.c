#include "rc/mjpeg.h"

#include <string.h>

#include "rc/hal.h"
#include "text.h"

rc_jpeg_fault rc_jpeg_stamp(
    rc_jpeg *jpeg, const uint8_t *bytes, size_t length, uint32_t frame_id, uint32_t capture_ms)
{
    if (length < 4) return RC_JPEG_TOO_SMALL;
    if (bytes[0] != 0xFF || bytes[1] != 0xD8 || bytes[2] != 0xFF) return RC_JPEG_NO_START;
    while (length > 4 && bytes[length - 1] == 0) length--; /* drivers hand over whole blocks of their DMA */
    if (bytes[length - 2] != 0xFF || bytes[length - 1] != 0xD9) return RC_JPEG_NO_END;

    rc_text text = rc_text_in(jpeg->head + 6, sizeof jpeg->head - 6);
    rc_text_add(&text, "rc1 ");
    rc_text_number(&text, frame_id);
    rc_text_add(&text, " ");
    rc_text_number(&text, capture_ms);
    size_t comment = rc_text_end(&text);
    memcpy(jpeg->head, "\xFF\xD8\xFF\xFE\0", 5);
    jpeg->head[5] = (char)(comment + 2);
    jpeg->head_length = 6 + comment;
    jpeg->tail = bytes + 2;
    jpeg->tail_length = length - 2;
    return rc_jpeg_length(jpeg) > RC_FRAME_MAX ? RC_JPEG_TOO_LARGE : RC_JPEG_GOOD;
}

size_t rc_jpeg_length(const rc_jpeg *jpeg)
{
    return jpeg->head_length + jpeg->tail_length;
}

size_t rc_mjpeg_part(char *out, size_t size, size_t jpeg_length)
{
    rc_text text = rc_text_in(out, size);
    rc_text_add(&text, "Content-Type: image/jpeg\r\nContent-Length: ");
    rc_text_number(&text, (int64_t)jpeg_length);
    rc_text_add(&text, "\r\n\r\n");
    return rc_text_end(&text);
}
