#ifndef RC_BOARD_SOCKET_NOTES_H
#define RC_BOARD_SOCKET_NOTES_H

#include "rc_board/socket.h"

/*
 * Between the three parties of the socket: the core, which must never wait; the client's own task, which reads and tells
 * the core at once, so that a stop reaches the pins without a queue; and the worker, which does everything that may block:
 * connect, send, close, destroy.
 *
 * Locks, in this order: the client's own, the core's mutex, the gate. The gate is held for copying only. Nobody who holds
 * the core's mutex calls the client.
 */

/** The client's event says that attempt's socket is open. */
void rc_socket_opened(uint32_t attempt);
void rc_socket_received(uint32_t attempt, const rc_piece *piece);
void rc_socket_heard(uint32_t attempt);

/** Tells the end of an attempt exactly once, whoever notices it first. Codes as of rc_control_socket_closed. */
void rc_socket_ended(uint32_t attempt, int code);

/** The worker's hands. One client at a time. */
void rc_client_connect(const char *url, const char *headers, uint32_t attempt, int buffer_size);
void rc_client_send_text(const char *text, size_t length);
void rc_client_send_frame(const rc_frame_slot *slot);
void rc_client_send_close(uint16_t code);
/** Waits for the client's task: a second, or five while it connects. */
void rc_client_drop(void);

#endif
