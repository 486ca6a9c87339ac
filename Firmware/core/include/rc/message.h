#ifndef RC_MESSAGE_H
#define RC_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The longest id of a device, a car or a session that is kept, with its terminator. */
#define RC_ID_SIZE 129

/** The origins of the fleet's page, with a terminator. */
#define RC_ORIGINS_SIZE 512

/** Full scale of throttle and steering: they are whole ten-thousandths, -10,000 to 10,000. */
#define RC_AXIS_FULL 10000

/** One text message from the server, read and checked. */
typedef enum rc_message_type {
    RC_MESSAGE_MALFORMED, /**< Not JSON, or a field that the type needs is missing or wrong. See `spoiled`. */
    RC_MESSAGE_IGNORED,   /**< Of a type that boards have no use for. */
    RC_MESSAGE_REGISTERED,
    RC_MESSAGE_ERROR,
    RC_MESSAGE_SESSION,
    RC_MESSAGE_DRIVE,
    RC_MESSAGE_STOP,
    RC_MESSAGE_RESUME,
    RC_MESSAGE_SESSION_ENDED,
    RC_MESSAGE_RELAY,
} rc_message_type;

/** A drive frame. Axes in ten-thousandths. */
typedef struct rc_drive_frame {
    uint32_t epoch;
    uint32_t seq;
    uint32_t t; /**< ms of the sender's monotonic clock; wraps after 49.7 days. */
    int32_t steering;
    int32_t throttle;
} rc_drive_frame;

/** `registered`. Absent or out of range: has_… is false, numbers are 0, strings empty. */
typedef struct rc_registered {
    char car_id[RC_ID_SIZE];
    char kid[33];
    char observed_address[46];
    uint64_t now_s;               /**< Seconds since 1970; 0 if absent. */
    uint32_t heartbeat_ms;        /**< 100 to 60,000; 0 if absent. */
    uint32_t failsafe_ms;         /**< As sent; the drive rules bound it. 0 if absent. */
    uint32_t max_command_age_ms;  /**< As sent; the drive rules bound it. 0 if absent. */
    bool has_stopped;
    bool stopped;
    bool has_stream_key;
    uint8_t stream_key[32];
    bool has_page_origins;
    char page_origins[RC_ORIGINS_SIZE]; /**< Separated by spaces; empty if they do not fit: then no page's. */
} rc_registered;

/** `session`. */
typedef struct rc_session {
    uint32_t epoch;        /**< From 1. */
    uint32_t lease_ttl_ms; /**< 1 to 60,000. */
    int32_t max_throttle;  /**< 1 to 10,000. */
    char session_id[RC_ID_SIZE]; /**< Empty if absent. */
} rc_session;

typedef struct rc_message {
    rc_message_type type;
    rc_message_type spoiled; /**< Of RC_MESSAGE_MALFORMED: what it wanted to be, as far as that could be read. */
    union {
        rc_registered registered;
        struct {
            char code[33];
            char text[129];
        } error;
        rc_session session;
        rc_drive_frame drive;
        struct {
            uint32_t epoch; /**< UINT32_MAX if it could not be read: in doubt the car stops. */
            bool latched;
        } stop;
        struct {
            uint32_t epoch;
        } resume;
        struct {
            uint32_t epoch;
            char session_id[RC_ID_SIZE]; /**< Empty if absent. */
        } session_ended;
        struct {
            bool on;
            uint32_t fps;     /**< 1 to 30; 0 if absent. */
            uint32_t quality; /**< The sensor's scale, 4 (best) to 63; 0 if absent. */
        } relay;
    };
} rc_message;

/**
 * Reads one text message of at most RC_TEXT_MAX bytes. Strict: a wrong field makes it RC_MESSAGE_MALFORMED, never a zero.
 * One exception, on the safe side: a stop with unreadable fields or a key given twice still stops.
 */
void rc_message_read(rc_message *message, const char *text, size_t length);

#endif
