#include "rc/link.h"

#include <string.h>

#define SHORTEST_MS 500u
#define LONGEST_MS 10000u
#define SLOW_MS 30000u
/* A connection that was registered for this long was a success; a server that takes us and drops us at once was not. */
#define LASTING_MS 5000
/* The adapter has this long to say that a socket is closed. */
#define CLOSING_MS 2000

const char *rc_reset_word(rc_reset reset)
{
    switch (reset) {
    case RC_RESET_POWER_ON: return "power-on";
    case RC_RESET_SOFTWARE: return "software";
    case RC_RESET_PANIC: return "panic";
    case RC_RESET_WATCHDOG: return "watchdog";
    case RC_RESET_BROWNOUT: return "brownout";
    default: return "unknown";
    }
}

static bool id_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

static bool valid_id(const char *id)
{
    size_t length = id == NULL ? 0 : strlen(id);
    for (size_t i = 0; i < length; i++)
        if (!id_character(id[i])) return false;
    return length >= 1 && length <= 64;
}

static bool printable(const char *text, size_t most)
{
    size_t length = text == NULL ? 0 : strlen(text);
    for (size_t i = 0; i < length; i++)
        if (text[i] <= ' ' || text[i] > '~') return false;
    return length >= 1 && length <= most;
}

bool rc_link_config_check(const rc_link_config *config, rc_report report, void *context)
{
    bool good = true;
    if (!valid_id(config->device_id)) {
        report(context, "The device id must be 1 to 64 of a-z A-Z 0-9 . _ -.");
        good = false;
    }

    if (!printable(config->key, 200)) {
        report(context, "The device's key must be 1 to 200 printable characters without blanks.");
        good = false;
    }

    if (!printable(config->firmware, 32)) {
        report(context, "The firmware's version must be 1 to 32 printable characters without blanks.");
        good = false;
    }

    return good;
}

rc_link_end rc_link_meaning(int code)
{
    switch (code) {
    case 401:
    case 4401: return RC_END_UNAUTHORIZED;
    case 403:
    case 4403: return RC_END_REVOKED;
    case 4409: return RC_END_REPLACED;
    case 1012: return RC_END_RESTARTING;
    default: return RC_END_LOST;
    }
}

rc_link_end rc_link_meaning_of_word(const char *word)
{
    if (strcmp(word, "unauthorized") == 0) return RC_END_UNAUTHORIZED;
    if (strcmp(word, "revoked") == 0) return RC_END_REVOKED;
    if (strcmp(word, "replaced") == 0) return RC_END_REPLACED;
    return RC_END_LOST;
}

static uint32_t part_of(uint32_t whole, uint32_t random)
{
    return (uint32_t)((uint64_t)whole * random >> 32);
}

void rc_backoff_succeeded(rc_backoff *backoff)
{
    backoff->attempt = 0;
}

uint32_t rc_backoff_after(rc_backoff *backoff, rc_link_end end, uint32_t random)
{
    switch (end) {
    case RC_END_UNAUTHORIZED:
    case RC_END_REVOKED:
    case RC_END_REPLACED: return SLOW_MS + part_of(SLOW_MS / 10, random);
    case RC_END_RESTARTING:
        backoff->attempt = 0;
        return 100 + part_of(900, random);
    default: break;
    }

    uint32_t ceiling = backoff->attempt < 4 ? 1000u << backoff->attempt : LONGEST_MS;
    if (backoff->attempt < 10) backoff->attempt++;
    return SHORTEST_MS + part_of(ceiling - SHORTEST_MS, random);
}

static void enter(rc_link *link, rc_link_state state, int64_t now)
{
    link->state = state;
    link->since_ms = now;
}

void rc_link_init(rc_link *link, const rc_hal *hal)
{
    memset(link, 0, sizeof *link);
    link->hal = hal;
    link->heartbeat_ms = 2000;
    enter(link, RC_LINK_WAITING, hal->now_ms(hal->context));
}

void rc_link_poll(rc_link *link)
{
    int64_t now = link->hal->now_ms(link->hal->context);
    int64_t elapsed = now - link->since_ms;
    if (link->closing) {
        /* Not even the close worked: what the adapter still holds counts for nothing. */
        if (now - link->heard_ms >= CLOSING_MS) rc_link_closed(link, 0);
        return;
    }

    switch (link->state) {
    case RC_LINK_WAITING:
        if (elapsed < (int64_t)link->wait_ms) break;
        link->told = RC_END_LOST;
        enter(link, RC_LINK_OPENING, now);
        link->hal->socket_open(link->hal->context);
        break;
    case RC_LINK_OPENING:
    case RC_LINK_REGISTERING:
        if (elapsed >= RC_LINK_OPEN_MS) rc_link_close(link, 1000);
        break;
    case RC_LINK_REGISTERED:
        if (now - link->heard_ms >= (int64_t)link->heartbeat_ms * RC_LINK_SILENT_HEARTBEATS) rc_link_close(link, 4408);
        break;
    }
}

void rc_link_opened(rc_link *link)
{
    if (link->state != RC_LINK_OPENING || link->closing) return;
    enter(link, RC_LINK_REGISTERING, link->hal->now_ms(link->hal->context));
    rc_link_heard(link);
}

void rc_link_registered(rc_link *link, uint32_t heartbeat_ms)
{
    if (heartbeat_ms > 0) link->heartbeat_ms = heartbeat_ms;
    if (link->state == RC_LINK_REGISTERING) enter(link, RC_LINK_REGISTERED, link->hal->now_ms(link->hal->context));
}

void rc_link_heard(rc_link *link)
{
    if (!link->closing) link->heard_ms = link->hal->now_ms(link->hal->context);
}

void rc_link_refused(rc_link *link, const char *word)
{
    rc_link_end end = rc_link_meaning_of_word(word);
    if (end != RC_END_LOST) link->told = end;
}

void rc_link_close(rc_link *link, uint16_t code)
{
    if (link->state == RC_LINK_WAITING || link->closing) return;
    link->heard_ms = link->hal->now_ms(link->hal->context);
    link->closing = true;
    link->hal->socket_close(link->hal->context, code);
}

void rc_link_closed(rc_link *link, int code)
{
    if (link->state == RC_LINK_WAITING) return;
    int64_t now = link->hal->now_ms(link->hal->context);
    if (link->state == RC_LINK_REGISTERED && now - link->since_ms >= LASTING_MS) rc_backoff_succeeded(&link->backoff);
    rc_link_end end = link->told != RC_END_LOST ? link->told : rc_link_meaning(code);
    link->wait_ms = rc_backoff_after(&link->backoff, end, link->hal->random(link->hal->context));
    link->closing = false;
    link->losses++;
    enter(link, RC_LINK_WAITING, now);
}

bool rc_link_ready(const rc_link *link)
{
    return link->state == RC_LINK_REGISTERED && !link->closing;
}
