#include "rc/stream_gate.h"

#include <string.h>

#include "text.h"

#define PART_MOST 64
#define MAC_TEXT 22

const char *rc_stream_verdict_word(rc_stream_verdict verdict)
{
    static const char *const words[] = {
        "accepted", "time-unknown", "malformed", "wrong-key", "forged", "expired", "wrong-session", "replayed", "busy",
    };
    return (unsigned)verdict < sizeof words / sizeof *words ? words[verdict] : "?";
}

int rc_stream_status(rc_stream_verdict verdict)
{
    switch (verdict) {
    case RC_STREAM_ACCEPTED: return 200;
    case RC_STREAM_TIME_UNKNOWN:
    case RC_STREAM_BUSY: return 503;
    default: return 401;
    }
}

static void copy(char *out, size_t size, const char *text, size_t length)
{
    if (length >= size) length = size - 1;
    memcpy(out, text, length);
    out[length] = 0;
}

void rc_stream_gate_init(rc_stream_gate *gate, const char *device_id)
{
    memset(gate, 0, sizeof *gate);
    gate->device_id = device_id;
}

void rc_stream_gate_registered(rc_stream_gate *gate, int64_t now_ms, const rc_registered *message)
{
    if (message->now_s == 0 || message->kid[0] == 0 || !message->has_stream_key) return;
    rc_mac_set_key(&gate->key, message->stream_key);
    copy(gate->kid, sizeof gate->kid, message->kid, strlen(message->kid));
    gate->told_ms = now_ms;
    gate->told_s = message->now_s;
    gate->time_known = true;
    gate->spent_count = 0;
}

void rc_stream_gate_session_lives(rc_stream_gate *gate, const char *session_id)
{
    copy(gate->live_session, sizeof gate->live_session, session_id, strlen(session_id));
}

static void end_session(rc_stream_gate *gate, const char *session_id)
{
    size_t length = strlen(session_id);
    copy(gate->ended[gate->ended_next], RC_ID_SIZE, session_id, length);
    gate->ended_next = (gate->ended_next + 1) % RC_REMEMBERED;
    for (int i = 0; i < RC_VIEWERS; i++)
        if (strcmp(gate->viewers[i].session_id, session_id) == 0) gate->viewers[i].ended = true;
    for (size_t i = 0; i < gate->seen_count; i++)
        if (strcmp(gate->seen[i], session_id) == 0) {
            gate->seen_count--;
            memmove(gate->seen[i], gate->seen[i + 1], (gate->seen_count - i) * RC_ID_SIZE);
            break;
        }
}

void rc_stream_gate_session_ended(rc_stream_gate *gate, const char *session_id)
{
    if (session_id[0] == 0 || strcmp(session_id, gate->live_session) == 0) gate->live_session[0] = 0;
    if (session_id[0] != 0) {
        end_session(gate, session_id);
        return;
    }

    while (gate->seen_count > 0) {
        char seen[RC_ID_SIZE];
        memcpy(seen, gate->seen[gate->seen_count - 1], RC_ID_SIZE);
        end_session(gate, seen);
    }
}

void rc_stream_gate_end_all(rc_stream_gate *gate)
{
    for (int i = 0; i < RC_VIEWERS; i++) gate->viewers[i].ended = true;
}

/* A token taken apart, where it stands. */
typedef struct token_parts {
    const char *text[6];
    size_t length[6];
    uint64_t expires_s;
    uint8_t mac[RC_MAC_SIZE];
} token_parts;

enum { VERSION, KID, SESSION, EXPIRES, NONCE, MAC };

static bool take_apart(token_parts *parts, const char *token, size_t length)
{
    if (token == NULL || length > RC_TOKEN_MAX || memchr(token, 0, length) != NULL) return false;
    const char *end = token + length;
    for (int i = 0; i < 6; i++) {
        const char *dot = i < 5 ? memchr(token, '.', (size_t)(end - token)) : end;
        if (dot == NULL) return false;
        parts->text[i] = token;
        parts->length[i] = (size_t)(dot - token);
        token = i < 5 ? dot + 1 : dot;
    }

    if (parts->length[VERSION] != 2 || memcmp(parts->text[VERSION], "v1", 2) != 0) return false;
    if (parts->length[SESSION] == 0 || parts->length[SESSION] > PART_MOST) return false;
    if (parts->length[NONCE] == 0 || parts->length[NONCE] > PART_MOST) return false;
    if (parts->length[EXPIRES] == 0 || parts->length[EXPIRES] > 18) return false;
    parts->expires_s = 0;
    for (size_t i = 0; i < parts->length[EXPIRES]; i++) {
        char c = parts->text[EXPIRES][i];
        if (c < '0' || c > '9') return false;
        parts->expires_s = parts->expires_s * 10 + (uint64_t)(c - '0');
    }

    return parts->length[MAC] == MAC_TEXT && rc_base64url_decode(parts->text[MAC], MAC_TEXT, parts->mac, RC_MAC_SIZE);
}

static bool is(const char *known, const token_parts *parts, int part)
{
    return strlen(known) == parts->length[part] && memcmp(known, parts->text[part], parts->length[part]) == 0;
}

static bool signed_here(const rc_stream_gate *gate, const token_parts *parts)
{
    char signed_text[320], part[PART_MOST + 1];
    rc_text text = rc_text_in(signed_text, sizeof signed_text);
    rc_text_add(&text, "rc-stream-v1\n");
    rc_text_add(&text, gate->device_id);
    rc_text_add(&text, "\n/stream\n");
    for (int i = SESSION; i <= NONCE; i++) {
        copy(part, sizeof part, parts->text[i], parts->length[i]);
        rc_text_add(&text, part);
        if (i < NONCE) rc_text_add(&text, "\n");
    }

    size_t length = rc_text_end(&text);
    return length > 0 && rc_mac_fits(&gate->key, signed_text, length, parts->mac);
}

static void forget_expired(rc_stream_gate *gate, uint64_t now_s)
{
    for (size_t i = gate->spent_count; i-- > 0;)
        if (gate->spent[i].expires_s <= now_s) gate->spent[i] = gate->spent[--gate->spent_count];
}

static rc_stream_verdict judge(rc_stream_gate *gate, int64_t now_ms, const token_parts *parts)
{
    if (!is(gate->kid, parts, KID)) return RC_STREAM_WRONG_KEY;
    if (!signed_here(gate, parts)) return RC_STREAM_FORGED;
    uint64_t now_s = rc_stream_gate_now_s(gate, now_ms);
    if (now_s >= parts->expires_s) return RC_STREAM_EXPIRED;
    for (int i = 0; i < RC_REMEMBERED; i++)
        if (is(gate->ended[i], parts, SESSION)) return RC_STREAM_WRONG_SESSION;
    if (gate->live_session[0] != 0 && !is(gate->live_session, parts, SESSION)) return RC_STREAM_WRONG_SESSION;
    forget_expired(gate, now_s);
    for (size_t i = 0; i < gate->spent_count; i++)
        if (is(gate->spent[i].nonce, parts, NONCE)) return RC_STREAM_REPLAYED;
    return RC_STREAM_ACCEPTED;
}

static int free_place(const rc_stream_gate *gate)
{
    for (int i = 0; i < RC_VIEWERS; i++)
        if (!gate->viewers[i].taken) return i;
    return -1;
}

static void remember_session(rc_stream_gate *gate, const char *session_id)
{
    for (size_t i = 0; i < gate->seen_count; i++)
        if (strcmp(gate->seen[i], session_id) == 0) return;
    if (gate->seen_count == RC_SEEN) {
        gate->seen_count--;
        memmove(gate->seen[0], gate->seen[1], gate->seen_count * RC_ID_SIZE);
    }

    copy(gate->seen[gate->seen_count++], RC_ID_SIZE, session_id, strlen(session_id));
}

rc_stream_verdict rc_stream_gate_enter(
    rc_stream_gate *gate, int64_t now_ms, const char *token, size_t length, int *viewer)
{
    token_parts parts;
    *viewer = -1;
    if (!gate->time_known || !gate->key.set) return RC_STREAM_TIME_UNKNOWN;
    if (!take_apart(&parts, token, length)) return RC_STREAM_MALFORMED;
    rc_stream_verdict verdict = judge(gate, now_ms, &parts);
    if (verdict != RC_STREAM_ACCEPTED) return verdict;
    int place = free_place(gate);
    if (place < 0 || gate->spent_count == RC_REMEMBERED) return RC_STREAM_BUSY;

    rc_spent *spent = &gate->spent[gate->spent_count++];
    spent->expires_s = parts.expires_s;
    copy(spent->nonce, sizeof spent->nonce, parts.text[NONCE], parts.length[NONCE]);
    rc_viewer *taken = &gate->viewers[place];
    taken->taken = true;
    taken->ended = false;
    copy(taken->session_id, sizeof taken->session_id, parts.text[SESSION], parts.length[SESSION]);
    remember_session(gate, taken->session_id);
    *viewer = place;
    return RC_STREAM_ACCEPTED;
}

void rc_stream_gate_leave(rc_stream_gate *gate, int viewer)
{
    if (viewer < 0 || viewer >= RC_VIEWERS) return;
    memset(&gate->viewers[viewer], 0, sizeof gate->viewers[viewer]);
}

bool rc_stream_gate_lives(const rc_stream_gate *gate, int viewer)
{
    return viewer >= 0 && viewer < RC_VIEWERS && gate->viewers[viewer].taken && !gate->viewers[viewer].ended;
}

int rc_stream_gate_viewers(const rc_stream_gate *gate)
{
    int count = 0;
    for (int i = 0; i < RC_VIEWERS; i++)
        if (rc_stream_gate_lives(gate, i)) count++;
    return count;
}

uint64_t rc_stream_gate_now_s(const rc_stream_gate *gate, int64_t now_ms)
{
    return gate->time_known ? gate->told_s + (uint64_t)((now_ms - gate->told_ms) / 1000) : 0;
}
