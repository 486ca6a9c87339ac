#include "rc/telemetry.h"

#include "text.h"

#define IN_SESSION_MS 150
#define CLOSEST_MS 60

void rc_pacer_reset(rc_pacer *pacer)
{
    pacer->sent = false;
}

bool rc_pacer_due(rc_pacer *pacer, int64_t now_ms, bool neutral, bool armed, bool in_session, uint32_t heartbeat_ms)
{
    bool changed = pacer->neutral != neutral || pacer->armed != armed;
    int64_t period = changed ? CLOSEST_MS : in_session ? IN_SESSION_MS : (int64_t)heartbeat_ms;
    if (pacer->sent && now_ms - pacer->sent_ms < period) return false;
    pacer->sent = true;
    pacer->sent_ms = now_ms;
    pacer->neutral = neutral;
    pacer->armed = armed;
    return true;
}

static void number(rc_text *text, const char *name, int64_t value)
{
    rc_text_add(text, name);
    rc_text_number(text, value);
}

size_t rc_telemetry_write(char *out, size_t size, const rc_telemetry *telemetry)
{
    rc_text text = rc_text_in(out, size);
    rc_text_add(&text, "{\"type\":\"telemetry\"");
    if (telemetry->battery_mv >= 0) number(&text, ",\"batteryMv\":", telemetry->battery_mv);
    if (telemetry->battery_percent >= 0) number(&text, ",\"batteryPercent\":", telemetry->battery_percent);
    if (telemetry->rssi_dbm != 0) number(&text, ",\"rssi\":", telemetry->rssi_dbm);
    if (telemetry->is_controller) {
        number(&text, ",\"epoch\":", telemetry->epoch);
        if (telemetry->has_ack) {
            number(&text, ",\"ackSeq\":", telemetry->ack_seq);
            number(&text, ",\"ackAgeMs\":", telemetry->ack_age_ms);
        }

        rc_text_add(&text, telemetry->armed ? ",\"armed\":true" : ",\"armed\":false");
        rc_text_add(&text, telemetry->neutral ? ",\"neutral\":true" : ",\"neutral\":false");
    }

    rc_text_add(&text, "}");
    return rc_text_end(&text);
}
