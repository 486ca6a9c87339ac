/*
 * The token check, fed with anything: lines of tokens. What opens a stream must carry the MAC that the library's older
 * interface works out for it, must not have expired, and no nonce opens twice.
 */

#include <mbedtls/base64.h>
#include <mbedtls/md.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rc/stream_gate.h"

#define NOW_S 1763800000u

/* Splits at the dots; the parts stay in `copy`. */
static bool split(char *copy, char *parts[6])
{
    for (int i = 0; i < 6; i++) {
        parts[i] = copy;
        copy = strchr(copy, '.');
        if ((copy == NULL) != (i == 5)) return false;
        if (copy != NULL) *copy++ = 0;
    }

    return true;
}

static void must_be_genuine(char *parts[6], const uint8_t key[32])
{
    char text[700];
    unsigned char mac[32], encoded[64];
    size_t written;
    int length = snprintf(text, sizeof text, "rc-stream-v1\ncar-7-cam\n/stream\n%s\n%s\n%s", parts[2], parts[3], parts[4]);
    mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), key, 32, (unsigned char *)text, (size_t)length, mac);
    mbedtls_base64_encode(encoded, sizeof encoded, &written, mac, 16);
    encoded[22] = 0;
    for (int i = 0; i < 22; i++) encoded[i] = encoded[i] == '+' ? '-' : encoded[i] == '/' ? '_' : encoded[i];
    if (strcmp((char *)encoded, parts[5]) != 0 || strcmp(parts[0], "v1") != 0 || strcmp(parts[1], "5") != 0) abort();
    if (strtoull(parts[3], NULL, 10) <= NOW_S + 1) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static rc_stream_gate gate;
    static bool started;
    rc_mac_key key = gate.key;
    if (!started && !rc_mac_start()) abort();
    started = true;
    rc_stream_gate_init(&gate, "car-7-cam");
    gate.key = key; /* replaced, not leaked */
    rc_registered registered = {.now_s = NOW_S, .kid = "5", .has_stream_key = true};
    for (int i = 0; i < 32; i++) registered.stream_key[i] = (uint8_t)i;
    rc_stream_gate_registered(&gate, 0, &registered);

    char nonces[64][RC_NONCE_SIZE];
    size_t opened = 0;
    const char *text = (const char *)data, *end = text + size;
    while (text < end) {
        const char *stop = text;
        while (stop < end && *stop != '\n') stop++;
        int viewer;
        if (rc_stream_gate_enter(&gate, 1000, text, (size_t)(stop - text), &viewer) == RC_STREAM_ACCEPTED) {
            char copy[RC_TOKEN_MAX + 1], *parts[6];
            memcpy(copy, text, (size_t)(stop - text));
            copy[stop - text] = 0;
            if (viewer < 0 || opened == 64 || !split(copy, parts)) abort();
            must_be_genuine(parts, registered.stream_key);
            for (size_t i = 0; i < opened; i++)
                if (strcmp(nonces[i], parts[4]) == 0) abort();
            strcpy(nonces[opened++], parts[4]);
            rc_stream_gate_leave(&gate, viewer);
        } else if (viewer != -1) {
            abort();
        }

        text = stop + 1;
    }

    return 0;
}
