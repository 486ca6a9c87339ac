#ifndef RC_BOARD_SOCKET_H
#define RC_BOARD_SOCKET_H

#include "rc/hal.h"
#include "rc_board/frame_slot.h"

/** Whose socket it is. Called while the core's mutex is held, so that nothing of an old connection slips in after a new one was opened. */
typedef struct rc_socket_owner {
    void (*opened)(void);
    void (*received)(const rc_piece *piece);
    void (*heard)(void);
    void (*closed)(int code);
} rc_socket_owner;

/** Text that waits to be sent, at most this long; the core's longest message is shorter. */
#define RC_SOCKET_TEXT_MAX 2048

/**
 * The board's one WebSocket to the server. Every attempt is a client of its own that never reconnects by itself: when to
 * come back is the core's decision. `frames`: the slot whose JPEGs are sent as binary messages, or NULL.
 */
void rc_socket_start(const char *url, const char *key, const rc_socket_owner *owner, rc_frame_slot *frames);

/** Fills in `socket_open`, `socket_send`, `socket_close`. */
void rc_socket_hal(rc_hal *hal);

/** A frame is in the slot. */
void rc_socket_frame_waits(void);

/** Every 100 ms or sooner: reports a close that hangs. Not while holding the core's mutex. */
void rc_socket_poll(void);

#endif
