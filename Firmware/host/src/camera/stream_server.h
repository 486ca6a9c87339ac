#ifndef CAMERA_STREAM_SERVER_H
#define CAMERA_STREAM_SERVER_H

#include <libwebsockets.h>

#include "rc/camera.h"

/*
 * The camera's own HTTP server: GET /stream?t=token is MJPEG. Lives in the event loop of the board. Each viewer has one
 * slot: while its socket is full it misses frames, and the next that it gets is the newest.
 */
typedef struct stream_server {
    rc_camera *camera;
    struct lws *viewers[RC_VIEWERS];
    unsigned long shown;     /* number of the newest frame */
    unsigned char part[LWS_PRE + RC_FRAME_MAX + 256]; /* the newest frame, framed */
    size_t part_length;
} stream_server;

extern const struct lws_protocols stream_server_protocol;

/* Every viewer may have this frame. */
void stream_server_show(stream_server *server, const rc_jpeg *jpeg);

/* Cuts the viewers whose session is over. Call at every turn. */
void stream_server_cut(stream_server *server);

#endif
