#ifndef RC_LINK_H
#define RC_LINK_H

#include "rc/hal.h"

/** Who the board is. The strings must outlive the board. */
typedef struct rc_link_config {
    const char *device_id; /**< 1 to 64 of `a-z A-Z 0-9 . _ -`. */
    const char *key;       /**< The device's key; 1 to 200 printable characters without blanks. Never logged. */
    bool key_in_message;   /**< Also send the key in `register`, where the adapter can't set headers. Default false. */
    const char *firmware;  /**< Version, 1 to 32 characters. */
    rc_reset reset;        /**< Why the board started. */
} rc_link_config;

/** Reports every error of the configuration; true if there was none. */
bool rc_link_config_check(const rc_link_config *config, rc_report report, void *context);

/** How far the connection has come. */
typedef enum rc_link_state {
    RC_LINK_WAITING,     /**< For the time of the next attempt. */
    RC_LINK_OPENING,     /**< The adapter opens the socket. */
    RC_LINK_REGISTERING, /**< `register` is sent. */
    RC_LINK_REGISTERED,  /**< `registered` has come. */
} rc_link_state;

/** Why a connection ended, as far as it decides when to come back. */
typedef enum rc_link_end {
    RC_END_LOST,         /**< The network, the server's death, or a close code without a meaning of its own here. */
    RC_END_UNAUTHORIZED, /**< 4401, HTTP 401: the key is not known. */
    RC_END_REVOKED,      /**< 4403, HTTP 403: the device was revoked. */
    RC_END_REPLACED,     /**< 4409: a newer connection of the same device took over. */
    RC_END_RESTARTING,   /**< 1012: the server restarts and will be back. */
} rc_link_end;

/** What a close code (1000 to 4999), the HTTP status of a refused handshake (400 to 599) or 0 (nothing known) means. */
rc_link_end rc_link_meaning(int code);

/** What the server's word for its refusal (`error.code`) means; RC_END_LOST if nothing in particular. */
rc_link_end rc_link_meaning_of_word(const char *word);

/**
 * When to try again: from half a second, doubling up to 10 s, with jitter so that a fleet does not come back in step;
 * 30 s where trying sooner would not help (refused key, connected elsewhere); under a second when the server restarts.
 */
typedef struct rc_backoff {
    uint8_t attempt;
} rc_backoff;

/** A registration succeeded: the next loss starts over with the shortest wait. */
void rc_backoff_succeeded(rc_backoff *backoff);

/** How long to wait after a connection has ended, in ms: 100 to 33,000. `random`: any 32 bits. */
uint32_t rc_backoff_after(rc_backoff *backoff, rc_link_end end, uint32_t random);

/** Opening the socket and registering may take this long each, in ms. */
#define RC_LINK_OPEN_MS 10000

/** A connection on which nothing at all came for this many heartbeats is dead. */
#define RC_LINK_SILENT_HEARTBEATS 3

/** The connection to the server: opens it, notices when it is dead, and comes back. Knows nothing of cars. */
typedef struct rc_link {
    const rc_hal *hal;
    rc_link_state state;
    rc_backoff backoff;
    int64_t since_ms;      /**< Of the state. */
    int64_t heard_ms;      /**< Anything came, a ping included. */
    uint32_t wait_ms;      /**< In RC_LINK_WAITING. */
    uint32_t heartbeat_ms; /**< As the server said, 100 to 60,000; 2000 before. */
    rc_link_end told;      /**< What an `error` announced. */
    bool closing;          /**< The adapter was asked to close. */
    uint32_t losses;       /**< Connections lost or failed since boot. */
} rc_link;

/** Starts with an attempt at once. */
void rc_link_init(rc_link *link, const rc_hal *hal);

/** Opens, gives up and closes as time passes. Call at least every 100 ms. */
void rc_link_poll(rc_link *link);

/** The socket is open: the owner sends `register` next. */
void rc_link_opened(rc_link *link);

/** `registered` has come. `heartbeat_ms` 0: not said. */
void rc_link_registered(rc_link *link, uint32_t heartbeat_ms);

/** Something came, be it a ping. */
void rc_link_heard(rc_link *link);

/** An `error` of the server: remembered as the reason of the close that follows. */
void rc_link_refused(rc_link *link, const char *word);

/** Asks the adapter to close, once. */
void rc_link_close(rc_link *link, uint16_t code);

/** The socket is gone, or could not be opened. `code` as in rc_link_meaning. */
void rc_link_closed(rc_link *link, int code);

/** Whether messages may be sent. */
bool rc_link_ready(const rc_link *link);

#endif
