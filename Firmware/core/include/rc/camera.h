#ifndef RC_CAMERA_H
#define RC_CAMERA_H

#include "rc/ddns.h"
#include "rc/hal.h"
#include "rc/inbound.h"
#include "rc/link.h"
#include "rc/mjpeg.h"
#include "rc/stream_gate.h"
#include "rc/telemetry.h"

/** The camera board. */
typedef struct rc_camera_config {
    rc_link_config link;
    rc_ddns_config ddns;
    const char *quality; /**< A word for people: `low`, `medium` or `high`. Default `high`. */
    uint8_t fps;         /**< Of direct viewers, until the server asks for another, 1 to 30. Default 20. */
} rc_camera_config;

/** All defaults; `link` is left for the caller. */
rc_camera_config rc_camera_defaults(void);

/** Reports every error of the configuration; true if there was none. */
bool rc_camera_config_check(const rc_camera_config *config, rc_report report, void *context);

/** Who wants a frame. */
#define RC_FRAME_RELAY 1u
#define RC_FRAME_DIRECT 2u

/** What is known of the camera's health. */
typedef enum rc_sensor {
    RC_SENSOR_WORKS,
    RC_SENSOR_FAILED, /**< Did not start, or stopped giving frames: registers without video and says so. */
} rc_sensor;

/** Streams that the server can no longer end are ended after this time without a connection, in ms. */
#define RC_ORPHAN_MS 10000

/** A sensor that gave no good frame for this long while one was wanted has failed, in ms. */
#define RC_SENSOR_SILENT_MS 5000

/** About 45 KiB: make it static. The members are for reading in tests. */
typedef struct rc_camera {
    rc_camera_config config;
    const rc_hal *hal;
    rc_link link;
    rc_stream_gate gate;
    rc_ddns ddns;
    char stream_url[128];  /* lan candidate, empty if there is none */
    rc_sensor sensor;
    bool registered_video;    /* what the server was told last */
    rc_ddns_state told_reach; /* likewise */
    bool relay_on;
    uint8_t relay_fps, direct_fps, quality;
    bool pages_known;
    char pages[RC_ORIGINS_SIZE]; /* origins whose scripts may read the stream */
    int64_t relay_due_ms, direct_due_ms, wanted_ms;
    uint32_t epoch;
    bool beaten;
    int64_t beat_ms;
    bool orphaned;
    int64_t closed_ms;
    uint32_t frame_id;
    uint32_t good_frames, bad_frames, malformed;
    rc_message message;
    rc_inbound inbound;
} rc_camera;

/** Boot. The configuration is copied; its strings and `hal` must stay. rc_mac_start() comes before. */
void rc_camera_init(rc_camera *camera, const rc_camera_config *config, const rc_hal *hal);

/** The address that others on the network reach the stream by, `http://192.168.0.31:8080/stream`, or NULL. For the next registration. */
void rc_camera_stream_url(rc_camera *camera, const char *url);

/** The sensor failed to start, or works (again). If that changes what the server was told, the board registers anew. */
void rc_camera_sensor(rc_camera *camera, rc_sensor sensor);

/** At least every 100 ms: reconnects, heartbeat, dynamic DNS, orphaned streams. */
void rc_camera_poll(rc_camera *camera);

void rc_camera_socket_opened(rc_camera *camera);
void rc_camera_socket_received(rc_camera *camera, const rc_piece *piece);
void rc_camera_socket_heard(rc_camera *camera);
/** `code` as of rc_control_socket_closed. */
void rc_camera_socket_closed(rc_camera *camera, int code);

/** Who wants a frame right now, RC_FRAME_…; 0: nobody. Asking does not change anything. */
unsigned rc_camera_wants(const rc_camera *camera);

/** How long until somebody wants a frame, in ms; 0 now, 1000 at most: then ask again. */
uint32_t rc_camera_wait_ms(const rc_camera *camera);

/** The sensor's quality that the server asked for last, 4 (best) to 63; `own` while it has asked for none. */
uint8_t rc_camera_quality(const rc_camera *camera, uint8_t own);

/**
 * A frame came from the sensor, captured at `capture_ms` of the board's clock. Stamps it, and tells who is to get it:
 * RC_FRAME_…, 0 if it is faulty (counted). The relay gets head and tail as one binary message; a viewer that is still
 * busy with the frame before misses this one.
 */
unsigned rc_camera_frame(
    rc_camera *camera, rc_jpeg *jpeg, const uint8_t *bytes, size_t length, int64_t capture_ms);

/** `GET /stream?t=token`: see rc_stream_gate_enter; NULL without a token. RC_STREAM_TIME_UNKNOWN too while the sensor has failed. */
rc_stream_verdict rc_camera_enter(rc_camera *camera, const char *token, int *viewer);

/**
 * The value of `Access-Control-Allow-Origin` for a request with this `Origin` (NULL or empty: it has none): the origin
 * itself if it is one of the fleet's page, else NULL; `otherwise` while the server has not said which those are.
 */
const char *rc_camera_allow_origin(const rc_camera *camera, const char *origin, const char *otherwise);

/** Whether this viewer may have another frame; if not, cut its connection. */
bool rc_camera_viewer_lives(const rc_camera *camera, int viewer);

/** A viewer has gone, or was cut. */
void rc_camera_leave(rc_camera *camera, int viewer);

/** The answer to the request that `web_get` started; `status` 0 if there was none. */
void rc_camera_web_answered(rc_camera *camera, int status, const char *body, size_t length);

#endif
