#include "rc/ddns.h"

#include <string.h>

#include "text.h"

#define FORMAT 1u
#define SAVED_AS "ddns"
#define ANSWER_MS 30000
/* Between two updates, in seconds: a name is not moved more often than that. */
#define APART_S 600
/* 911 and dnserr: what the protocol asks for. */
#define PROVIDER_TROUBLE_S 1800
#define SHORTEST_S 60
#define LONGEST_S 14400
/* More than any wait of ours: the clock was wrong when it was written. */
#define NONSENSE_S 86400

bool rc_ddns_config_check(const rc_ddns_config *config, rc_report report, void *context)
{
    if (config->hostname == NULL || config->hostname[0] == 0) return true;
    bool good = true;
    size_t length = strlen(config->hostname);
    bool name = length <= 253;
    for (size_t i = 0; i < length; i++) {
        char c = config->hostname[i];
        name &= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    }

    if (!name) {
        report(context, "The dynamic DNS name must be at most 253 of a-z A-Z 0-9 . -.");
        good = false;
    }

    if (config->port == 0) {
        report(context, "The router's port that leads to the camera must be 1 to 65535.");
        good = false;
    }

    return good;
}

const char *rc_ddns_word(rc_ddns_state state)
{
    static const char *const words[] = {
        "off", "unknown", "private", "cgnat", "waiting", "updating", "current", "refused",
    };
    return (unsigned)state < sizeof words / sizeof *words ? words[state] : "?";
}

/* FNV-1a (RFC 9923). */
static uint32_t hash(const char *text)
{
    uint32_t value = 2166136261u;
    for (; *text != 0; text++) value = (value ^ (uint8_t)*text) * 16777619u;
    return value;
}

static void copy(char *out, size_t size, const char *text)
{
    size_t length = strlen(text);
    if (length >= size) length = 0; /* no address is that long */
    memcpy(out, text, length);
    out[length] = 0;
}

static void save(rc_ddns *ddns)
{
    if (ddns->hal->save != NULL) ddns->hal->save(ddns->hal->context, SAVED_AS, &ddns->memory, sizeof ddns->memory);
}

void rc_ddns_init(rc_ddns *ddns, const rc_ddns_config *config, const rc_hal *hal)
{
    memset(ddns, 0, sizeof *ddns);
    ddns->config = *config;
    ddns->hal = hal;
    if (config->hostname == NULL || config->hostname[0] == 0 || hal->web_get == NULL) return;

    ddns->state = RC_DDNS_UNKNOWN;
    uint32_t expected = hash(config->hostname);
    bool loaded = hal->load != NULL && hal->load(hal->context, SAVED_AS, &ddns->memory, sizeof ddns->memory);
    ddns->memory.address[sizeof ddns->memory.address - 1] = 0;
    if (!loaded || ddns->memory.format != FORMAT || ddns->memory.config_hash != expected) {
        memset(&ddns->memory, 0, sizeof ddns->memory);
        ddns->memory.format = FORMAT;
        ddns->memory.config_hash = expected;
    }

    if (ddns->memory.refused) ddns->state = RC_DDNS_REFUSED;
}

void rc_ddns_observed(rc_ddns *ddns, const char *address)
{
    /* It goes into a request: nothing but an address may. */
    for (const char *c = address; *c != 0; c++)
        if (strchr("0123456789abcdefABCDEF.:", *c) == NULL) return;
    copy(ddns->observed, sizeof ddns->observed, address);
}

void rc_ddns_router(rc_ddns *ddns, const char *address)
{
    copy(ddns->router, sizeof ddns->router, address);
}

static bool behind_carrier(const rc_ddns *ddns)
{
    if (rc_address_is_shared(ddns->observed) || rc_address_is_shared(ddns->router)) return true;
    if (ddns->router[0] == 0 || rc_address_is_private(ddns->observed)) return false;
    /* A router whose own address is not the one that the world sees is itself behind another. */
    return strchr(ddns->router, ':') == NULL && strchr(ddns->observed, ':') == NULL
        && strcmp(ddns->router, ddns->observed) != 0;
}

static void wait_for(rc_ddns *ddns, uint64_t now_s, uint64_t seconds)
{
    ddns->memory.next_s = now_s + seconds;
    ddns->state = RC_DDNS_WAITING;
}

static uint64_t after_failure(const rc_ddns *ddns)
{
    uint64_t seconds = SHORTEST_S;
    for (uint32_t i = 1; i < ddns->memory.failures && seconds < LONGEST_S; i++) seconds *= 2;
    return seconds < LONGEST_S ? seconds : LONGEST_S;
}

static void failed(rc_ddns *ddns, uint64_t now_s)
{
    if (ddns->memory.failures < 100) ddns->memory.failures++;
    wait_for(ddns, now_s, after_failure(ddns));
}

static void ask(rc_ddns *ddns, int64_t now_ms, uint64_t now_s)
{
    char path[352];
    rc_text text = rc_text_in(path, sizeof path);
    rc_text_add(&text, "/nic/update?hostname=");
    rc_text_add(&text, ddns->config.hostname);
    rc_text_add(&text, "&myip=");
    rc_text_add(&text, ddns->observed);
    if (rc_text_end(&text) == 0) return;

    /* Counted as a failure before it is sent: a board that browns out in its middle must not ask again at once. */
    failed(ddns, now_s);
    save(ddns);
    copy(ddns->pending, sizeof ddns->pending, ddns->observed);
    ddns->state = RC_DDNS_UPDATING;
    ddns->asked_ms = now_ms;
    ddns->hal->web_get(ddns->hal->context, path);
}

void rc_ddns_poll(rc_ddns *ddns, int64_t now_ms, uint64_t now_s)
{
    if (ddns->state == RC_DDNS_OFF || ddns->state == RC_DDNS_REFUSED) return;
    if (ddns->state == RC_DDNS_UPDATING) {
        if (now_ms - ddns->asked_ms >= ANSWER_MS) rc_ddns_answered(ddns, now_s, 0, "", 0);
        return;
    }

    if (ddns->observed[0] == 0 || now_s == 0) {
        ddns->state = RC_DDNS_UNKNOWN;
    } else if (behind_carrier(ddns)) {
        ddns->state = RC_DDNS_CGNAT;
    } else if (rc_address_is_private(ddns->observed)) {
        ddns->state = RC_DDNS_PRIVATE;
    } else if (strcmp(ddns->memory.address, ddns->observed) == 0) {
        ddns->state = RC_DDNS_CURRENT;
    } else if (now_s < ddns->memory.next_s && ddns->memory.next_s - now_s <= NONSENSE_S) {
        ddns->state = RC_DDNS_WAITING;
    } else {
        ask(ddns, now_ms, now_s);
    }
}

static bool first_word_is(const char *body, size_t length, const char *word)
{
    size_t size = strlen(word);
    if (length < size || memcmp(body, word, size) != 0) return false;
    return length == size || strchr(" \r\n\t", body[size]) != NULL;
}

static bool any(const char *body, size_t length, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (first_word_is(body, length, words[i])) return true;
    return false;
}

void rc_ddns_answered(rc_ddns *ddns, uint64_t now_s, int status, const char *body, size_t length)
{
    static const char *const confirmed[] = {"good", "nochg"};
    static const char *const refused[] = {
        "badauth", "nohost", "notfqdn", "abuse", "badagent", "!donator", "numhost",
    };
    static const char *const trouble[] = {"911", "dnserr"};
    if (ddns->state != RC_DDNS_UPDATING) return;

    bool answered = status == 200 || status == 401 || status == 403;
    if (answered && (status == 401 || any(body, length, refused, sizeof refused / sizeof *refused))) {
        ddns->memory.refused = 1;
        ddns->state = RC_DDNS_REFUSED;
    } else if (status == 200 && any(body, length, confirmed, sizeof confirmed / sizeof *confirmed)) {
        copy(ddns->memory.address, sizeof ddns->memory.address, ddns->pending);
        ddns->memory.failures = 0;
        wait_for(ddns, now_s, APART_S);
        ddns->state = RC_DDNS_CURRENT;
    } else if (status == 200 && any(body, length, trouble, sizeof trouble / sizeof *trouble)) {
        wait_for(ddns, now_s, PROVIDER_TROUBLE_S);
    } else {
        wait_for(ddns, now_s, after_failure(ddns)); /* counted when it was sent */
    }

    save(ddns);
}
