#ifndef RC_HAL_H
#define RC_HAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Everything that the core needs from the world around it: time, chance, a socket, two pulses, a battery, a radio, a
 * little storage. A board, a Linux process and a test each fill in one of these.
 *
 * No call may block for longer than a millisecond: the motor's tick makes some of them. No call may call back into the
 * core before it returns. The core is not thread-safe: whoever calls it from several tasks holds one mutex around every
 * call, and since no call blocks, that mutex is never held for long.
 */
typedef struct rc_hal {
    /** Handed to every call. */
    void *context;

    /** Monotonic milliseconds since boot. 64 bits: does not wrap and never goes back. */
    int64_t (*now_ms)(void *context);

    /** Random bits, for jitter only; no secret is made of them. */
    uint32_t (*random)(void *context);

    /** One line for people, without a newline and without secrets. May be NULL. */
    void (*log)(void *context, const char *line);

    /**
     * Starts to open the WebSocket to the server, with the device's key in `Authorization: Bearer`. Answers at once; the
     * outcome comes later as rc_..._socket_opened or rc_..._socket_closed. The adapter never reconnects by itself. While
     * the socket is open it sends a ping every 2 s (RFC 6455, 5.5.2) and tells the pongs, and any other sign of life, by
     * rc_..._socket_heard: a server that has nothing to say says nothing, and a dead one says the same.
     */
    void (*socket_open)(void *context);

    /**
     * Sends one text message soon. The adapter copies it into its one text slot; what is still waiting there is replaced,
     * never queued. Called only while the socket is open.
     */
    void (*socket_send)(void *context, const char *text, size_t length);

    /**
     * Closes the socket with this close code (RFC 6455, 7.4), or without a word if it can't. rc_..._socket_closed must
     * follow, within a second, even if the other side is dead.
     */
    void (*socket_close)(void *context, uint16_t code);

    /**
     * Control board: the widths of the two servo pulses from the next period on, in µs, 1000 to 2000. Called at every
     * tick, also while nothing changes, so that a watchdog timer can be fed here. NULL on a camera board.
     */
    void (*pulses)(void *context, uint16_t throttle_us, uint16_t steering_us);

    /** Battery voltage at the pack in mV, or a negative number if there is none to read. May be NULL. */
    int32_t (*battery_mv)(void *context);

    /** Signal of the Wi-Fi station in dBm, -127 to -1, or 0 if unknown. May be NULL. */
    int32_t (*rssi_dbm)(void *context);

    /**
     * Reads what was last saved under this name into `bytes`. False if there is nothing of exactly this size. Used at
     * start only. May be NULL.
     */
    bool (*load)(void *context, const char *name, void *bytes, size_t size);

    /**
     * Keeps these bytes across reboots, at most a few times an hour. May write later, from another task. May be NULL.
     */
    void (*save)(void *context, const char *name, const void *bytes, size_t size);

    /**
     * Camera board with dynamic DNS: starts `GET https://<server of the configuration><path>` with the configured user's
     * Basic credentials and a User-Agent. The outcome comes later as rc_camera_web_answered. NULL without dynamic DNS.
     */
    void (*web_get)(void *context, const char *path);
} rc_hal;

/** How often the motor's tick is due, in ms: one period of a 50 Hz servo signal. */
#define RC_TICK_MS 20

/** The longest text message that either side may send, in bytes (contract: 16 KiB). */
#define RC_TEXT_MAX 16384

/** The longest binary message, one JPEG, in bytes (contract: 256 KiB). */
#define RC_FRAME_MAX 262144

/** A piece of an inbound WebSocket message, as small as the network made it. */
typedef struct rc_piece {
    const void *data;
    size_t length;
    bool binary; /**< Of a binary message; boards have no use for those and skip them. */
    bool first;  /**< The message begins with this piece. */
    bool last;   /**< The message ends with this piece: final fragment, and all of its payload has come. */
} rc_piece;

/** Why the board started. The word in brackets goes into `resetReason`. */
typedef enum rc_reset {
    RC_RESET_UNKNOWN,  /**< [unknown] */
    RC_RESET_POWER_ON, /**< [power-on] */
    RC_RESET_SOFTWARE, /**< [software] Asked for, as after an update. */
    RC_RESET_PANIC,    /**< [panic] The program failed. */
    RC_RESET_WATCHDOG, /**< [watchdog] The program hung. */
    RC_RESET_BROWNOUT, /**< [brownout] The supply sagged: often the motor starting. */
} rc_reset;

/** The word for the wire. */
const char *rc_reset_word(rc_reset reset);

/** Where configuration errors go: one sentence each, all of them before the check returns. */
typedef void (*rc_report)(void *context, const char *sentence);

#endif
