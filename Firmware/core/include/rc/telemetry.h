#ifndef RC_TELEMETRY_H
#define RC_TELEMETRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * When to send telemetry: at a change of neutral or armed, else every 150 ms in a session (the contract wants 5 Hz or
 * more), else at each heartbeat; never closer than 60 ms together, for the server takes 20 a second.
 */
typedef struct rc_pacer {
    bool sent;
    int64_t sent_ms;
    bool neutral, armed;
} rc_pacer;

/** The connection is new: the first message is due at once. */
void rc_pacer_reset(rc_pacer *pacer);

/** Whether to send now; if so, this moment counts as sent. */
bool rc_pacer_due(rc_pacer *pacer, int64_t now_ms, bool neutral, bool armed, bool in_session, uint32_t heartbeat_ms);

/** What a board tells of itself. */
typedef struct rc_telemetry {
    int32_t battery_mv;      /**< -1: unknown. */
    int32_t battery_percent; /**< -1: unknown. */
    int32_t rssi_dbm;        /**< 0: unknown. */
    bool is_controller;      /**< The rest is said. */
    uint32_t epoch;
    bool has_ack;
    uint32_t ack_seq;
    uint32_t ack_age_ms;
    bool armed, neutral;
} rc_telemetry;

/** Writes the JSON; at most 255 bytes and a terminator. Returns its length. */
size_t rc_telemetry_write(char *out, size_t size, const rc_telemetry *telemetry);

#endif
