#include "rc/message.h"

#include <string.h>

#include "rc/json.h"
#include "rc/mac.h"

enum {
    TYPE, EPOCH, SEQ, T, STEERING, THROTTLE, LEASE_TTL_MS, MAX_THROTTLE, SESSION_ID, LATCHED, NOW, HEARTBEAT_MS,
    FAILSAFE_MS, MAX_COMMAND_AGE_MS, STREAM_KEY, KID, STOPPED, CAR_ID, OBSERVED_ADDRESS, ON, FPS, QUALITY, CODE, MESSAGE,
    PAGE_ORIGINS,
    FIELDS
};

static const char *const names[FIELDS] = {
    [TYPE] = "type", [EPOCH] = "epoch", [SEQ] = "seq", [T] = "t", [STEERING] = "steering", [THROTTLE] = "throttle",
    [LEASE_TTL_MS] = "leaseTtlMs", [MAX_THROTTLE] = "maxThrottle", [SESSION_ID] = "sessionId", [LATCHED] = "latched",
    [NOW] = "now", [HEARTBEAT_MS] = "heartbeatMs", [FAILSAFE_MS] = "failsafeMs",
    [MAX_COMMAND_AGE_MS] = "maxCommandAgeMs", [STREAM_KEY] = "streamKey", [KID] = "kid", [STOPPED] = "stopped",
    [CAR_ID] = "carId", [OBSERVED_ADDRESS] = "observedAddress", [ON] = "on", [FPS] = "fps", [QUALITY] = "quality",
    [CODE] = "code", [MESSAGE] = "message", [PAGE_ORIGINS] = "pageOrigins",
};

static const struct {
    const char *word;
    rc_message_type type;
} types[] = {
    {"drive", RC_MESSAGE_DRIVE},
    {"session", RC_MESSAGE_SESSION},
    {"stop", RC_MESSAGE_STOP},
    {"resume", RC_MESSAGE_RESUME},
    {"session-ended", RC_MESSAGE_SESSION_ENDED},
    {"registered", RC_MESSAGE_REGISTERED},
    {"relay", RC_MESSAGE_RELAY},
    {"error", RC_MESSAGE_ERROR},
};

static bool u32(const rc_json_value *value, uint32_t *out)
{
    uint64_t number;
    if (!rc_json_whole(value, UINT32_MAX, &number)) return false;
    *out = (uint32_t)number;
    return true;
}

static uint32_t u32_or_0(const rc_json_value *value)
{
    uint32_t number;
    return u32(value, &number) ? number : 0;
}

static bool flag(const rc_json_value *value, bool *out)
{
    *out = value->kind == RC_JSON_TRUE;
    return *out || value->kind == RC_JSON_FALSE;
}

static bool read_drive(rc_drive_frame *frame, const rc_json_value *fields)
{
    return u32(&fields[EPOCH], &frame->epoch) && u32(&fields[SEQ], &frame->seq) && u32(&fields[T], &frame->t)
        && rc_json_axis(&fields[STEERING], &frame->steering) && rc_json_axis(&fields[THROTTLE], &frame->throttle);
}

static bool read_session(rc_session *session, const rc_json_value *fields)
{
    if (!u32(&fields[EPOCH], &session->epoch) || session->epoch == 0) return false;
    if (!u32(&fields[LEASE_TTL_MS], &session->lease_ttl_ms)) return false;
    if (session->lease_ttl_ms == 0 || session->lease_ttl_ms > 60000) return false;
    if (!rc_json_axis(&fields[MAX_THROTTLE], &session->max_throttle) || session->max_throttle <= 0) return false;
    rc_json_text(&fields[SESSION_ID], session->session_id, sizeof session->session_id);
    return true;
}

static void read_registered(rc_registered *registered, const rc_json_value *fields)
{
    rc_json_text(&fields[CAR_ID], registered->car_id, sizeof registered->car_id);
    rc_json_text(&fields[KID], registered->kid, sizeof registered->kid);
    rc_json_text(&fields[OBSERVED_ADDRESS], registered->observed_address, sizeof registered->observed_address);
    uint64_t now;
    registered->now_s = rc_json_whole(&fields[NOW], 1ull << 40, &now) ? now : 0;
    uint32_t heartbeat = u32_or_0(&fields[HEARTBEAT_MS]);
    registered->heartbeat_ms = heartbeat >= 100 && heartbeat <= 60000 ? heartbeat : 0;
    registered->failsafe_ms = u32_or_0(&fields[FAILSAFE_MS]);
    registered->max_command_age_ms = u32_or_0(&fields[MAX_COMMAND_AGE_MS]);
    registered->has_stopped = flag(&fields[STOPPED], &registered->stopped);
    registered->has_page_origins = fields[PAGE_ORIGINS].kind == RC_JSON_STRING;
    if (!rc_json_text(&fields[PAGE_ORIGINS], registered->page_origins, sizeof registered->page_origins)) registered->page_origins[0] = 0;
    char key[64];
    registered->has_stream_key = rc_json_text(&fields[STREAM_KEY], key, sizeof key)
        && rc_base64url_decode(key, strlen(key), registered->stream_key, sizeof registered->stream_key);
}

static uint32_t clamped(uint32_t value, uint32_t least, uint32_t most)
{
    return value < least ? least : value > most ? most : value;
}

static bool read_relay(rc_message *message, const rc_json_value *fields)
{
    uint32_t number;
    if (!flag(&fields[ON], &message->relay.on)) return false;
    message->relay.fps = u32(&fields[FPS], &number) ? clamped(number, 1, 30) : 0;
    message->relay.quality = u32(&fields[QUALITY], &number) ? clamped(number, 4, 63) : 0;
    return true;
}

static void read_stop(rc_message *message, const rc_json_value *fields, bool strange)
{
    if (strange || !u32(&fields[EPOCH], &message->stop.epoch)) message->stop.epoch = UINT32_MAX;
    flag(&fields[LATCHED], &message->stop.latched);
}

/* RC_MESSAGE_MALFORMED: no type to read. */
static rc_message_type type_of(const rc_json_value *value)
{
    char word[16];
    if (value->kind != RC_JSON_STRING) return RC_MESSAGE_MALFORMED;
    if (!rc_json_text(value, word, sizeof word)) return RC_MESSAGE_IGNORED;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(word, types[i].word) == 0) return types[i].type;
    return RC_MESSAGE_IGNORED;
}

void rc_message_read(rc_message *message, const char *text, size_t length)
{
    rc_json_value fields[FIELDS];
    memset(message, 0, sizeof *message);
    rc_json_result result = rc_json_read(text, length, names, fields, FIELDS);
    rc_message_type type = result == RC_JSON_BAD ? RC_MESSAGE_MALFORMED : type_of(&fields[TYPE]);
    bool good = type != RC_MESSAGE_MALFORMED && (result == RC_JSON_GOOD || type == RC_MESSAGE_STOP);
    if (good) {
        switch (type) {
        case RC_MESSAGE_DRIVE: good = read_drive(&message->drive, fields); break;
        case RC_MESSAGE_SESSION: good = read_session(&message->session, fields); break;
        case RC_MESSAGE_STOP: read_stop(message, fields, result == RC_JSON_STRANGE); break;
        case RC_MESSAGE_RESUME: good = u32(&fields[EPOCH], &message->resume.epoch); break;
        case RC_MESSAGE_SESSION_ENDED:
            good = u32(&fields[EPOCH], &message->session_ended.epoch);
            rc_json_text(&fields[SESSION_ID], message->session_ended.session_id, sizeof message->session_ended.session_id);
            break;
        case RC_MESSAGE_REGISTERED: read_registered(&message->registered, fields); break;
        case RC_MESSAGE_RELAY: good = read_relay(message, fields); break;
        case RC_MESSAGE_ERROR:
            rc_json_text(&fields[CODE], message->error.code, sizeof message->error.code);
            rc_json_text(&fields[MESSAGE], message->error.text, sizeof message->error.text);
            break;
        default: break;
        }
    }

    message->type = good ? type : RC_MESSAGE_MALFORMED;
    message->spoiled = good ? RC_MESSAGE_MALFORMED : type;
}
