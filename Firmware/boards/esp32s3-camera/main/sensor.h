#ifndef SENSOR_H
#define SENSOR_H

#include "rc/camera.h"

/** Takes note of who gets a frame, RC_FRAME_…; called with the sensor's buffer still held, so it must only copy. */
typedef void (*sensor_deliver)(unsigned whom, const rc_jpeg *jpeg);

/** Starts the sensor and the task that reads it; one that fails is started again every 30 s. */
void sensor_start(rc_camera *camera, sensor_deliver deliver);

#endif
