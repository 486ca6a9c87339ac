#ifndef HOST_SERVER_SOCKET_H
#define HOST_SERVER_SOCKET_H

#include <libwebsockets.h>
#include <pthread.h>

#include "arguments.h"
#include "rc/hal.h"

/*
 * The WebSocket to the server, on libwebsockets. Belongs to the thread that runs the event loop; the core's calls made
 * here are made under `lock`, if there is one. What the core asks for is done after its call has returned, because the
 * library may call back at once.
 */

/* The board, as far as a socket is concerned. */
typedef struct server_events {
    void (*opened)(void *board);
    void (*received)(void *board, const rc_piece *piece);
    void (*heard)(void *board);
    void (*closed)(void *board, int code);
    void (*poll)(void *board);
} server_events;

typedef struct server_socket {
    const server_url *url;
    const char *key;
    const server_events *events;
    void *board;
    pthread_mutex_t *lock; /* may be NULL */
    struct lws_context *context;
    struct lws_vhost *vhost;
    lws_sorted_usec_list_t timer;

    struct lws *wsi;
    bool established;
    bool want_open;
    int64_t closing_since; /* 0: not */
    uint16_t close_code;   /* ours */
    int peer_code;         /* theirs */
    size_t text_length;
    size_t frame_length;
    size_t sending_length;
    unsigned long frames_sent, frames_dropped;
    unsigned char text[LWS_PRE + 4096];
    unsigned char frame[LWS_PRE + RC_FRAME_MAX];
} server_socket;

/* The protocol to put into the context's list. */
extern const struct lws_protocols server_socket_protocol;

/* Starts polling the board every 20 ms. The members up to `vhost` are set by then. */
void server_socket_start(server_socket *socket);

/* Where the library's errors go: to stderr, a refused certificate as a sentence. */
void server_socket_log(int level, const char *line);

/* Fills in the socket's three calls. */
/*
 * TLS of a wss:// URL into the library's settings. Certificates are checked against the system's authorities and those of
 * `ca`, a PEM file or NULL, and against the URL's host. Complains and returns false when `ca` can't be read.
 */
bool server_socket_tls(struct lws_context_creation_info *info, const server_url *url, const char *ca);

void server_socket_hal(rc_hal *hal);

/* What `context` of the HAL must begin with. */
typedef struct host_board {
    server_socket *socket;
} host_board;

/* Sends a JPEG as one binary message, unless one is still waiting: that one is then dropped for this one. */
void server_socket_send_frame(server_socket *socket, const void *head, size_t head_length, const void *tail, size_t tail_length);

#endif
