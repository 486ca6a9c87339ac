#ifndef STREAM_SERVER_H
#define STREAM_SERVER_H

#include "rc/camera.h"

/**
 * `GET /stream`: two viewers, each with a task of its own, so that a slow one delays neither the other nor the server.
 * `page`: origin of the fleet's page, `https://fleet.example`, that may read the stream by fetch.
 */
void stream_server_start(rc_camera *camera, const char *page);

/** A frame for the viewers. One that is still busy with the frame before misses this one. */
void stream_server_offer(const rc_jpeg *jpeg);

#endif
