#ifndef WEB_CLIENT_H
#define WEB_CLIENT_H

#include "rc/camera.h"
#include "rc_board/settings.h"

/** Serves the core's `web_get`, for dynamic DNS. False if there is none configured: leave `web_get` NULL then. */
bool web_client_start(rc_camera *camera, const rc_settings *settings);

/** HAL `web_get`. */
void web_client_get(void *context, const char *path);

#endif
