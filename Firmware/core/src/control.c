#include "rc/control.h"

#include <string.h>

#include "text.h"

#define MEASURE_MS 100
#define HOLD_MS 2000
#define HOLD_AFTER_TROUBLE_MS 5000
#define TOO_BIG 1009 /* RFC 6455, 7.4.1 */

rc_control_config rc_control_defaults(void)
{
    rc_control_config config = {
        .drive = rc_drive_defaults(),
        .output = rc_output_defaults(),
        .battery = rc_battery_defaults(),
    };
    config.drive.boot_hold_ms = HOLD_MS;
    return config;
}

bool rc_control_config_check(const rc_control_config *config, rc_report report, void *context)
{
    bool good = rc_link_config_check(&config->link, report, context);
    good &= rc_output_config_check(&config->output, report, context);
    good &= rc_battery_config_check(&config->battery, report, context);
    return good;
}

static int64_t now_of(const rc_control *control)
{
    return control->hal->now_ms(control->hal->context);
}

static void put_out(rc_control *control, int64_t now)
{
    rc_drive_output wanted = rc_drive_output_at(&control->drive, now);
    control->pulses = rc_output_step(&control->output, now, &wanted, rc_battery_cap(&control->battery));
    control->hal->pulses(control->hal->context, control->pulses.throttle_us, control->pulses.steering_us);
}

/* Neutral does not wait for the next tick; everything else does, so that the slope is the tick's. */
static void put_out_neutral(rc_control *control, int64_t now)
{
    if (rc_drive_output_at(&control->drive, now).neutral) put_out(control, now);
}

void rc_control_init(rc_control *control, const rc_control_config *config, const rc_hal *hal)
{
    memset(control, 0, sizeof *control);
    control->config = *config;
    control->hal = hal;
    int64_t now = now_of(control);

    /* An ESC that loses its supply while driving must find neutral for long enough to learn it again. */
    rc_reset reset = config->link.reset;
    bool trouble = reset == RC_RESET_BROWNOUT || reset == RC_RESET_WATCHDOG || reset == RC_RESET_PANIC;
    if (trouble && control->config.drive.boot_hold_ms < HOLD_AFTER_TROUBLE_MS)
        control->config.drive.boot_hold_ms = HOLD_AFTER_TROUBLE_MS;

    rc_drive_init(&control->drive, &control->config.drive, now);
    rc_output_init(&control->output, &control->config.output, now);
    rc_battery_init(&control->battery, &control->config.battery);
    rc_inbound_reset(&control->inbound);
    rc_link_init(&control->link, hal);
    put_out(control, now);
}

void rc_control_tick(rc_control *control)
{
    int64_t now = now_of(control);
    if (control->hal->battery_mv != NULL && now - control->measured_ms >= MEASURE_MS) {
        control->measured_ms = now;
        rc_battery_measured(&control->battery, control->hal->battery_mv(control->hal->context));
    }

    put_out(control, now);
}

static void report(rc_control *control, int64_t now)
{
    if (!rc_link_ready(&control->link)) return;
    rc_drive_output state = rc_drive_output_at(&control->drive, now);
    bool in_session = rc_drive_in_session(&control->drive, now);
    if (!rc_pacer_due(&control->pacer, now, state.neutral, state.armed, in_session, control->link.heartbeat_ms)) return;

    const rc_hal *hal = control->hal;
    int64_t ack_age = now - control->drive.seq_ms;
    rc_telemetry telemetry = {
        .battery_mv = rc_battery_mv(&control->battery),
        .battery_percent = rc_battery_percent(&control->battery),
        .rssi_dbm = hal->rssi_dbm != NULL ? hal->rssi_dbm(hal->context) : 0,
        .is_controller = true,
        .epoch = control->drive.epoch,
        .has_ack = control->drive.has_seq,
        .ack_seq = control->drive.seq,
        .ack_age_ms = ack_age < INT32_MAX ? (uint32_t)ack_age : INT32_MAX,
        .armed = state.armed,
        .neutral = state.neutral,
    };
    char text[256];
    size_t length = rc_telemetry_write(text, sizeof text, &telemetry);
    if (length > 0) hal->socket_send(hal->context, text, length);
}

void rc_control_poll(rc_control *control)
{
    rc_link_poll(&control->link);
    int64_t now = now_of(control);

    /* Whatever ended the connection, and whether or not the adapter has noticed: without one the car stands. */
    if (!rc_link_ready(&control->link) && control->drive.registered) {
        rc_drive_link_closed(&control->drive);
        put_out_neutral(control, now);
    }

    report(control, now);
}

void rc_control_socket_opened(rc_control *control)
{
    rc_link_opened(&control->link);
    if (control->link.state != RC_LINK_REGISTERING) return;
    rc_inbound_reset(&control->inbound);

    const rc_link_config *link = &control->config.link;
    char message[768];
    rc_text text = rc_text_in(message, sizeof message);
    rc_text_add(&text, "{\"type\":\"register\",\"deviceId\":");
    rc_text_quoted(&text, link->device_id);
    rc_text_add(&text, ",\"role\":\"control\"");
    if (link->key_in_message) {
        rc_text_add(&text, ",\"key\":");
        rc_text_quoted(&text, link->key);
    }

    rc_text_add(&text, ",\"capabilities\":[],\"firmware\":");
    rc_text_quoted(&text, link->firmware);
    rc_text_add(&text, ",\"resetReason\":");
    rc_text_quoted(&text, rc_reset_word(link->reset));
    rc_text_add(&text, "}");
    size_t length = rc_text_end(&text);
    if (length > 0) control->hal->socket_send(control->hal->context, message, length);
}

static void take(rc_control *control, int64_t now)
{
    const rc_message *message = &control->message;
    switch (message->type) {
    case RC_MESSAGE_REGISTERED:
        rc_link_registered(&control->link, message->registered.heartbeat_ms);
        rc_pacer_reset(&control->pacer);
        break;
    case RC_MESSAGE_ERROR: rc_link_refused(&control->link, message->error.code); break;
    case RC_MESSAGE_MALFORMED:
        if (message->spoiled != RC_MESSAGE_DRIVE) control->malformed++;
        break;
    default: break;
    }

    rc_drive_message(&control->drive, now, message);
    if (message->type == RC_MESSAGE_DRIVE) return;
    put_out_neutral(control, now);
    report(control, now); /* a change is told at once; a drive frame seldom changes anything, and the next poll is near */
}

void rc_control_socket_received(rc_control *control, const rc_piece *piece)
{
    rc_link *link = &control->link;
    if (link->closing || link->state == RC_LINK_WAITING || link->state == RC_LINK_OPENING) return;
    rc_link_heard(link);
    int64_t now = now_of(control);
    switch (rc_inbound_take(&control->inbound, piece)) {
    case RC_INBOUND_WHOLE:
        rc_message_read(&control->message, control->inbound.text, control->inbound.length);
        take(control, now);
        break;
    case RC_INBOUND_TOO_LARGE:
        control->malformed++;
        rc_link_close(link, TOO_BIG);
        rc_drive_link_closed(&control->drive);
        put_out_neutral(control, now);
        break;
    default: break;
    }
}

void rc_control_socket_heard(rc_control *control)
{
    rc_link_heard(&control->link);
}

void rc_control_socket_closed(rc_control *control, int code)
{
    rc_link_closed(&control->link, code);
    rc_drive_link_closed(&control->drive);
    rc_inbound_reset(&control->inbound);
    put_out_neutral(control, now_of(control));
}

rc_drive_output rc_control_state(const rc_control *control)
{
    return rc_drive_output_at(&control->drive, now_of(control));
}

bool rc_control_may_update(const rc_control *control)
{
    rc_drive_output state = rc_control_state(control);
    return state.neutral && !state.armed && !rc_drive_in_session(&control->drive, now_of(control));
}
