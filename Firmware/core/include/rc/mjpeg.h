#ifndef RC_MJPEG_H
#define RC_MJPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * A JPEG with our COM segment, as two pieces, so that no frame is copied:
 *
 *   head: FF D8 | FF FE | length (2, big-endian) | "rc1 <frame id> <capture ms>"
 *   tail: the rest of the sensor's JPEG, after its SOI
 */
typedef struct rc_jpeg {
    char head[40];
    size_t head_length;
    const uint8_t *tail;
    size_t tail_length;
} rc_jpeg;

typedef enum rc_jpeg_fault {
    RC_JPEG_GOOD,
    RC_JPEG_TOO_SMALL, /**< Fewer than 4 bytes. */
    RC_JPEG_TOO_LARGE, /**< Would pass 256 KiB with our segment. */
    RC_JPEG_NO_START,  /**< Does not begin with SOI and a marker. */
    RC_JPEG_NO_END,    /**< Has no EOI at its end, zero bytes of padding aside: cut off by the sensor. */
} rc_jpeg_fault;

/** Checks a sensor's JPEG and stamps it. `capture_ms`: u32 ms of this board's monotonic clock. Padding is left out. */
rc_jpeg_fault rc_jpeg_stamp(
    rc_jpeg *jpeg, const uint8_t *bytes, size_t length, uint32_t frame_id, uint32_t capture_ms);

/** Bytes of the whole JPEG. */
size_t rc_jpeg_length(const rc_jpeg *jpeg);

/*
 * Multipart framing. After each frame comes the next boundary, for browsers show a part only when the next one begins.
 *
 *   --rcframe CRLF
 *   Content-Type: image/jpeg CRLF
 *   Content-Length: n CRLF CRLF
 *   n bytes
 *   CRLF --rcframe CRLF
 */
#define RC_MJPEG_BOUNDARY "rcframe"
#define RC_MJPEG_CONTENT_TYPE "multipart/x-mixed-replace; boundary=" RC_MJPEG_BOUNDARY
/** Before the first part. */
#define RC_MJPEG_FIRST "--" RC_MJPEG_BOUNDARY "\r\n"
/** After every part. */
#define RC_MJPEG_NEXT "\r\n--" RC_MJPEG_BOUNDARY "\r\n"

/** Writes the headers of a part; at most 63 bytes and a terminator. Returns its length. */
size_t rc_mjpeg_part(char *out, size_t size, size_t jpeg_length);

#endif
