/*
 * The token check, fed with anything: lines of tokens. Only tokens that the key has really signed may open a stream, and
 * each only once; those of the corpus are known here.
 */

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "rc/stream_gate.h"

static const char *const genuine[] = {
    "v1.5.s-42.1763800060.bm9uY2UtMDE.8lrWJaCoGcgA8QmT8MVQcQ",
    "v1.5.s-42.1763800060.bm9uY2UtMDI.DnLaELxf2TL96aotP5daVw",
    "v1.5.s-42.1763800060.bm9uY2UtMTA.tBnUjVFZXtafEiMcFfczLQ",
};
#define GENUINE (sizeof genuine / sizeof *genuine)

static int known(const char *token, size_t length)
{
    for (size_t i = 0; i < GENUINE; i++)
        if (strlen(genuine[i]) == length && memcmp(genuine[i], token, length) == 0) return (int)i;
    return -1;
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
    rc_registered registered = {.now_s = 1763800000, .kid = "5", .has_stream_key = true};
    for (int i = 0; i < 32; i++) registered.stream_key[i] = (uint8_t)i;
    rc_stream_gate_registered(&gate, 0, &registered);

    bool spent[GENUINE] = {false};
    const char *text = (const char *)data, *end = text + size;
    while (text < end) {
        const char *stop = text;
        while (stop < end && *stop != '\n') stop++;
        int viewer, token = known(text, (size_t)(stop - text));
        if (rc_stream_gate_enter(&gate, 1000, text, (size_t)(stop - text), &viewer) == RC_STREAM_ACCEPTED) {
            if (token < 0 || spent[token] || viewer < 0) abort();
            spent[token] = true;
            rc_stream_gate_leave(&gate, viewer);
        } else if (viewer != -1 || (token >= 0 && !spent[token])) {
            abort();
        }

        text = stop + 1;
    }

    return 0;
}
