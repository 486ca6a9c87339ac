#include "rc/camera.h"

#include <string.h>

#include "text.h"

#define SHARED_SLACK_MS 25
#define RELAY_FPS 20
#define RELAY_QUALITY 12
#define NEVER INT64_MAX
#define TOO_BIG 1009 /* RFC 6455, 7.4.1 */

rc_camera_config rc_camera_defaults(void)
{
    return (rc_camera_config){.ddns = {.hostname = NULL, .port = 8080}, .quality = "high", .fps = 20};
}

bool rc_camera_config_check(const rc_camera_config *config, rc_report report, void *context)
{
    bool good = rc_link_config_check(&config->link, report, context);
    good &= rc_ddns_config_check(&config->ddns, report, context);
    if (config->quality == NULL || config->quality[0] == 0 || strlen(config->quality) > 16) {
        report(context, "The quality must be a word of at most 16 characters, such as high.");
        good = false;
    }

    if (config->fps < 1 || config->fps > 30) {
        report(context, "The frame rate must be 1 to 30 a second.");
        good = false;
    }

    return good;
}

static int64_t now_of(const rc_camera *camera)
{
    return camera->hal->now_ms(camera->hal->context);
}

static void say(const rc_camera *camera, const char *line)
{
    if (camera->hal->log != NULL) camera->hal->log(camera->hal->context, line);
}

void rc_camera_init(rc_camera *camera, const rc_camera_config *config, const rc_hal *hal)
{
    memset(camera, 0, sizeof *camera);
    camera->config = *config;
    camera->hal = hal;
    camera->wanted_ms = NEVER;
    camera->direct_fps = config->fps;
    rc_inbound_reset(&camera->inbound);
    rc_link_init(&camera->link, hal);
    rc_stream_gate_init(&camera->gate, camera->config.link.device_id);
    rc_ddns_init(&camera->ddns, &camera->config.ddns, hal);
}

void rc_camera_stream_url(rc_camera *camera, const char *url)
{
    size_t length = url == NULL ? 0 : strlen(url);
    if (length >= sizeof camera->stream_url) length = 0;
    if (length > 0) memcpy(camera->stream_url, url, length);
    camera->stream_url[length] = 0;
}

void rc_camera_sensor(rc_camera *camera, rc_sensor sensor)
{
    if (camera->sensor == sensor) return;
    camera->sensor = sensor;
    camera->wanted_ms = NEVER;
    say(camera, sensor == RC_SENSOR_WORKS ? "The camera works." : "The camera has failed: no video until it works again.");

    /* What a camera can do is said when it registers, and it registers once a connection. */
    if (rc_link_ready(&camera->link) && camera->registered_video != (sensor == RC_SENSOR_WORKS)) rc_link_close(&camera->link, 1000);
}

static bool relay_wants(const rc_camera *camera)
{
    return camera->relay_on && camera->sensor == RC_SENSOR_WORKS && rc_link_ready(&camera->link);
}

static bool direct_wants(const rc_camera *camera)
{
    return camera->sensor == RC_SENSOR_WORKS && rc_stream_gate_viewers(&camera->gate) > 0;
}

static void watch_sensor(rc_camera *camera, int64_t now)
{
    if (!relay_wants(camera) && !direct_wants(camera)) camera->wanted_ms = NEVER;
    else if (camera->wanted_ms == NEVER) camera->wanted_ms = now;
    else if (now - camera->wanted_ms >= RC_SENSOR_SILENT_MS) rc_camera_sensor(camera, RC_SENSOR_FAILED);
}

static void beat(rc_camera *camera, int64_t now)
{
    if (!rc_link_ready(&camera->link)) return;
    if (camera->beaten && now - camera->beat_ms < (int64_t)camera->link.heartbeat_ms) return;
    camera->beaten = true;
    camera->beat_ms = now;
    const rc_hal *hal = camera->hal;
    rc_telemetry telemetry = {
        .battery_mv = -1,
        .battery_percent = -1,
        .rssi_dbm = hal->rssi_dbm != NULL ? hal->rssi_dbm(hal->context) : 0,
    };
    char text[256];
    size_t length = rc_telemetry_write(text, sizeof text, &telemetry);
    if (length > 0) hal->socket_send(hal->context, text, length);
}

/* A name that has come to point here, or a net that turns out to be unreachable, is told at the next quiet moment. */
static void follow_ddns(rc_camera *camera, int64_t now)
{
    rc_ddns_state before = camera->ddns.state;
    rc_ddns_poll(&camera->ddns, now, rc_stream_gate_now_s(&camera->gate, now));
    rc_ddns_state state = camera->ddns.state;
    if (state == RC_DDNS_CGNAT && before != state)
        say(camera, "Behind a carrier's NAT: nobody can connect to this camera from outside, so its name is not updated.");
    if (state == RC_DDNS_REFUSED && before != state)
        say(camera, "The dynamic DNS provider refuses: check its user, password and name, then configure it again.");
    bool settled = state == RC_DDNS_CURRENT || state == RC_DDNS_CGNAT || state == RC_DDNS_REFUSED;
    bool quiet = !camera->relay_on && rc_stream_gate_viewers(&camera->gate) == 0;
    if (settled && state != camera->told_reach && quiet && rc_link_ready(&camera->link)) rc_link_close(&camera->link, 1000);
}

void rc_camera_poll(rc_camera *camera)
{
    rc_link_poll(&camera->link);
    int64_t now = now_of(camera);
    if (camera->orphaned && now - camera->closed_ms >= RC_ORPHAN_MS) {
        camera->orphaned = false;
        rc_stream_gate_end_all(&camera->gate);
    }

    watch_sensor(camera, now);
    follow_ddns(camera, now);
    beat(camera, now);
}

static void add_candidates(const rc_camera *camera, rc_text *text)
{
    bool lan = camera->stream_url[0] != 0, wan = camera->ddns.state == RC_DDNS_CURRENT;
    if (lan && !wan) {
        rc_text_add(text, ",\"streamUrl\":");
        rc_text_quoted(text, camera->stream_url);
    } else if (wan) {
        rc_text_add(text, ",\"streamUrls\":[");
        if (lan) {
            rc_text_add(text, "{\"kind\":\"lan\",\"url\":");
            rc_text_quoted(text, camera->stream_url);
            rc_text_add(text, "},");
        }

        rc_text_add(text, "{\"kind\":\"wan\",\"url\":\"http://");
        rc_text_add(text, camera->config.ddns.hostname);
        rc_text_add(text, ":");
        rc_text_number(text, camera->config.ddns.port);
        rc_text_add(text, "/stream\"}]");
    }
}

void rc_camera_socket_opened(rc_camera *camera)
{
    rc_link_opened(&camera->link);
    if (camera->link.state != RC_LINK_REGISTERING) return;
    rc_inbound_reset(&camera->inbound);
    camera->registered_video = camera->sensor == RC_SENSOR_WORKS;
    camera->told_reach = camera->ddns.state;

    const rc_link_config *link = &camera->config.link;
    char message[1536];
    rc_text text = rc_text_in(message, sizeof message);
    rc_text_add(&text, "{\"type\":\"register\",\"deviceId\":");
    rc_text_quoted(&text, link->device_id);
    rc_text_add(&text, ",\"role\":\"camera\"");
    if (link->key_in_message) {
        rc_text_add(&text, ",\"key\":");
        rc_text_quoted(&text, link->key);
    }

    if (camera->registered_video) {
        add_candidates(camera, &text);
        rc_text_add(&text, ",\"capabilities\":[\"relay\"],\"quality\":");
        rc_text_quoted(&text, camera->config.quality);
    } else {
        rc_text_add(&text, ",\"capabilities\":[],\"fault\":\"camera\"");
    }

    if (camera->ddns.state != RC_DDNS_OFF) {
        rc_text_add(&text, ",\"reach\":");
        rc_text_quoted(&text, rc_ddns_word(camera->ddns.state));
    }

    rc_text_add(&text, ",\"firmware\":");
    rc_text_quoted(&text, link->firmware);
    rc_text_add(&text, ",\"resetReason\":");
    rc_text_quoted(&text, rc_reset_word(link->reset));
    rc_text_add(&text, "}");
    size_t length = rc_text_end(&text);
    if (length > 0) camera->hal->socket_send(camera->hal->context, message, length);
}

static void registered(rc_camera *camera, int64_t now, const rc_registered *message)
{
    rc_link_registered(&camera->link, message->heartbeat_ms);
    rc_stream_gate_registered(&camera->gate, now, message);
    rc_ddns_observed(&camera->ddns, message->observed_address);
    camera->pages_known = message->has_page_origins;
    memcpy(camera->pages, message->page_origins, sizeof camera->pages);
    camera->direct_fps = camera->config.fps; /* this server has asked for nothing yet */
    camera->quality = 0;
    camera->orphaned = false;
    camera->beaten = false;
    beat(camera, now);
}

/* Rate and quality hold for direct viewers too, and whether it is on or off. */
static void relay(rc_camera *camera, const rc_message *message)
{
    camera->relay_on = message->relay.on;
    camera->relay_fps = (uint8_t)(message->relay.fps > 0 ? message->relay.fps : RELAY_FPS);
    camera->direct_fps = message->relay.fps > 0 ? (uint8_t)message->relay.fps : camera->config.fps;
    camera->quality = (uint8_t)(message->relay.quality > 0 ? message->relay.quality : message->relay.on ? RELAY_QUALITY : 0);
}

static void session_ended(rc_camera *camera, uint32_t epoch, const char *session_id)
{
    if (epoch < camera->epoch && session_id[0] == 0) return; /* of a session before the one that is watched */
    if (epoch > camera->epoch) camera->epoch = epoch;
    rc_stream_gate_session_ended(&camera->gate, session_id);
}

static void take(rc_camera *camera, int64_t now)
{
    const rc_message *message = &camera->message;
    switch (message->type) {
    case RC_MESSAGE_REGISTERED: registered(camera, now, &message->registered); break;
    case RC_MESSAGE_ERROR: rc_link_refused(&camera->link, message->error.code); break;
    case RC_MESSAGE_RELAY: relay(camera, message); break;
    case RC_MESSAGE_SESSION:
        if (message->session.epoch > camera->epoch) camera->epoch = message->session.epoch;
        if (message->session.session_id[0] != 0) rc_stream_gate_session_lives(&camera->gate, message->session.session_id);
        break;
    case RC_MESSAGE_SESSION_ENDED:
        session_ended(camera, message->session_ended.epoch, message->session_ended.session_id);
        break;
    case RC_MESSAGE_MALFORMED: camera->malformed++; break;
    default: break;
    }
}

void rc_camera_socket_received(rc_camera *camera, const rc_piece *piece)
{
    rc_link *link = &camera->link;
    if (link->closing || link->state == RC_LINK_WAITING || link->state == RC_LINK_OPENING) return;
    rc_link_heard(link);
    switch (rc_inbound_take(&camera->inbound, piece)) {
    case RC_INBOUND_WHOLE:
        rc_message_read(&camera->message, camera->inbound.text, camera->inbound.length);
        take(camera, now_of(camera));
        break;
    case RC_INBOUND_TOO_LARGE:
        camera->malformed++;
        rc_link_close(link, TOO_BIG);
        break;
    default: break;
    }
}

void rc_camera_socket_heard(rc_camera *camera)
{
    rc_link_heard(&camera->link);
}

void rc_camera_socket_closed(rc_camera *camera, int code)
{
    rc_link_closed(&camera->link, code);
    rc_inbound_reset(&camera->inbound);
    camera->relay_on = false;
    if (camera->orphaned) return;
    camera->orphaned = true;
    camera->closed_ms = now_of(camera);
}

static int64_t due(const rc_camera *camera)
{
    int64_t relay = relay_wants(camera) ? camera->relay_due_ms : NEVER;
    int64_t direct = direct_wants(camera) ? camera->direct_due_ms : NEVER;
    return relay < direct ? relay : direct;
}

/* One frame serves both when both are nearly due. */
static unsigned wants_at(const rc_camera *camera, int64_t now)
{
    if (due(camera) > now) return 0;
    unsigned wants = 0;
    if (relay_wants(camera) && camera->relay_due_ms <= now + SHARED_SLACK_MS) wants |= RC_FRAME_RELAY;
    if (direct_wants(camera) && camera->direct_due_ms <= now + SHARED_SLACK_MS) wants |= RC_FRAME_DIRECT;
    return wants;
}

unsigned rc_camera_wants(const rc_camera *camera)
{
    return wants_at(camera, now_of(camera));
}

uint32_t rc_camera_wait_ms(const rc_camera *camera)
{
    int64_t next = due(camera), now = now_of(camera);
    if (next <= now) return 0;
    return next - now < 1000 ? (uint32_t)(next - now) : 1000;
}

uint8_t rc_camera_quality(const rc_camera *camera, uint8_t own)
{
    return camera->quality > 0 ? camera->quality : own;
}

/* Keeps the beat; after a pause it starts a new one instead of catching up. */
static int64_t next_due(int64_t due_ms, int64_t now, unsigned fps)
{
    int64_t period = 1000 / (int64_t)fps;
    return now - due_ms > period ? now + period : due_ms + period;
}

unsigned rc_camera_frame(rc_camera *camera, rc_jpeg *jpeg, const uint8_t *bytes, size_t length, int64_t capture_ms)
{
    int64_t now = now_of(camera);
    if (rc_jpeg_stamp(jpeg, bytes, length, camera->frame_id + 1, (uint32_t)capture_ms) != RC_JPEG_GOOD) {
        camera->bad_frames++;
        return 0;
    }

    camera->frame_id++;
    camera->good_frames++;
    camera->wanted_ms = NEVER;
    unsigned wants = wants_at(camera, now);
    if (wants & RC_FRAME_RELAY) camera->relay_due_ms = next_due(camera->relay_due_ms, now, camera->relay_fps);
    if (wants & RC_FRAME_DIRECT) camera->direct_due_ms = next_due(camera->direct_due_ms, now, camera->direct_fps);
    return wants;
}

rc_stream_verdict rc_camera_enter(rc_camera *camera, const char *token, int *viewer)
{
    *viewer = -1;
    if (camera->sensor == RC_SENSOR_FAILED) return RC_STREAM_TIME_UNKNOWN;
    return rc_stream_gate_enter(&camera->gate, now_of(camera), token, token == NULL ? 0 : strlen(token), viewer);
}

const char *rc_camera_allow_origin(const rc_camera *camera, const char *origin, const char *otherwise)
{
    if (!camera->pages_known) return otherwise;
    size_t length = origin == NULL ? 0 : strlen(origin);
    if (length == 0) return NULL;
    for (const char *at = camera->pages; *at != 0;) {
        size_t one = strcspn(at, " ");
        if (one == length && memcmp(at, origin, length) == 0) return origin;
        at += one + strspn(at + one, " ");
    }

    return NULL;
}

bool rc_camera_viewer_lives(const rc_camera *camera, int viewer)
{
    return rc_stream_gate_lives(&camera->gate, viewer);
}

void rc_camera_leave(rc_camera *camera, int viewer)
{
    rc_stream_gate_leave(&camera->gate, viewer);
}

void rc_camera_web_answered(rc_camera *camera, int status, const char *body, size_t length)
{
    int64_t now = now_of(camera);
    rc_ddns_answered(&camera->ddns, rc_stream_gate_now_s(&camera->gate, now), status, body, length);
}
