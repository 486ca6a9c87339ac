#ifndef RC_CONTROL_H
#define RC_CONTROL_H

#include "rc/battery.h"
#include "rc/hal.h"
#include "rc/inbound.h"
#include "rc/link.h"
#include "rc/output.h"
#include "rc/telemetry.h"

/** The control board: server in, two pulses out. */
typedef struct rc_control_config {
    rc_link_config link;
    rc_drive_config drive;
    rc_output_config output;
    rc_battery_config battery;
} rc_control_config;

/** All defaults; `link` is left for the caller. Neutral is held for 2 s after boot, 5 s after a brown-out or a hang. */
rc_control_config rc_control_defaults(void);

/** Reports every error of the configuration; true if there was none. */
bool rc_control_config_check(const rc_control_config *config, rc_report report, void *context);

/** About 17 KiB: make it static. The members are for reading in tests. */
typedef struct rc_control {
    rc_control_config config;
    const rc_hal *hal;
    rc_link link;
    rc_drive drive;
    rc_output output;
    rc_battery battery;
    rc_pacer pacer;
    rc_pulses pulses; /* as last put out */
    int64_t measured_ms;
    uint32_t malformed; /* messages other than drive that could not be read */
    rc_message message;
    rc_inbound inbound;
} rc_control;

/** Boot. Puts neutral on the pins before it returns. The configuration is copied; its strings and `hal` must stay. */
void rc_control_init(rc_control *control, const rc_control_config *config, const rc_hal *hal);

/** The motor's tick, every RC_TICK_MS, from the most urgent task. Calls `now_ms`, `battery_mv` and `pulses` only. */
void rc_control_tick(rc_control *control);

/** The network's turn, at least every 20 ms: reconnects, telemetry. */
void rc_control_poll(rc_control *control);

/** The socket is open. */
void rc_control_socket_opened(rc_control *control);

/** A piece of a message came. Stops and socket losses reach the pins at once, not at the next tick. */
void rc_control_socket_received(rc_control *control, const rc_piece *piece);

/** A ping or pong came: the connection lives. Feeds nothing but that. */
void rc_control_socket_heard(rc_control *control);

/**
 * The socket is gone or could not be opened. `code`: WebSocket close code (1000 to 4999), HTTP status of a refused
 * handshake (400 to 599), or 0 if neither is known.
 */
void rc_control_socket_closed(rc_control *control, int code);

/** What holds at this moment. */
rc_drive_output rc_control_state(const rc_control *control);

/** Nobody can drive and the car is disarmed: the only time for an update. */
bool rc_control_may_update(const rc_control *control);

#endif
