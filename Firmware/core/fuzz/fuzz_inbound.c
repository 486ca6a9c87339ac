/*
 * The control board, fed with anything: the first byte of the input chooses how its messages are cut into pieces, the
 * rest is messages, split at newlines, and bytes 1 to 31 let time pass. Whatever comes, pulses stay within 1000 to
 * 2000 µs, and without an accepted frame for 250 ms the throttle is neutral.
 */

#include <stdlib.h>
#include <string.h>

#include "rc/control.h"

static int64_t now;
static unsigned throttle_us;

static int64_t now_ms(void *context)
{
    (void)context;
    return now;
}

static uint32_t chance(void *context)
{
    (void)context;
    return 0;
}

static void nothing(void *context)
{
    (void)context;
}

static void send(void *context, const char *text, size_t length)
{
    (void)context;
    if (length > RC_TEXT_MAX || memchr(text, 0, length) != NULL) abort();
}

static void close_socket(void *context, uint16_t code)
{
    (void)context;
    (void)code;
}

static void pulses(void *context, uint16_t throttle, uint16_t steering)
{
    (void)context;
    if (throttle < 1000 || throttle > 2000 || steering < 1000 || steering > 2000) abort();
    throttle_us = throttle;
}

static const rc_hal hal = {
    .now_ms = now_ms, .random = chance, .socket_open = nothing, .socket_send = send, .socket_close = close_socket, .pulses = pulses,
};
static rc_control control;

static void receive(const char *text, size_t length, size_t piece_size)
{
    size_t at = 0;
    do {
        size_t size = length - at < piece_size ? length - at : piece_size;
        rc_piece piece = {.data = text + at, .length = size, .first = at == 0, .last = at + size == length};
        rc_control_socket_received(&control, &piece);
        at += size;
    } while (at < length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char registered[] = "{\"type\":\"registered\",\"stopped\":false}";
    static const char session[] = "{\"type\":\"session\",\"epoch\":3,\"leaseTtlMs\":3000,\"maxThrottle\":1}";
    static const char zero[] = "{\"type\":\"drive\",\"epoch\":3,\"seq\":1,\"t\":3000,\"steering\":0,\"throttle\":0}";
    if (size < 2) return 0;
    now = 0;
    rc_control_config config = rc_control_defaults();
    config.link = (rc_link_config){.device_id = "ctl", .key = "key", .firmware = "1", .reset = RC_RESET_UNKNOWN};
    rc_control_init(&control, &config, &hal);
    rc_control_poll(&control);
    rc_control_socket_opened(&control);
    receive(registered, sizeof registered - 1, SIZE_MAX);
    now = 3000;
    receive(session, sizeof session - 1, SIZE_MAX);
    receive(zero, sizeof zero - 1, SIZE_MAX);

    size_t piece = data[0] == 0 ? SIZE_MAX : data[0];
    int64_t accepted_ms = now;
    const char *text = (const char *)data + 1, *end = (const char *)data + size;
    while (text < end) {
        const char *stop = text;
        while (stop < end && *stop != '\n') stop++;
        uint32_t before = control.drive.verdicts[RC_DRIVE_ACCEPTED];
        receive(text, (size_t)(stop - text), piece);
        if (control.drive.verdicts[RC_DRIVE_ACCEPTED] != before) accepted_ms = now;
        now += stop > text && (uint8_t)stop[-1] < 32 ? (uint8_t)stop[-1] * 10 : 7;
        rc_control_tick(&control);
        if (now - accepted_ms > control.drive.failsafe_ms && throttle_us != 1500) abort();
        text = stop + 1;
    }

    return 0;
}
