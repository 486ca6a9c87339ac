/* Figures of the core on this machine: what a drive frame, a tick and a token cost. Not a test. */

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "rc/control.h"
#include "rc/stream_gate.h"

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void tell(const char *what, double took, long count, size_t bytes)
{
    printf("%-28s %9.0f ns each, %10.0f a second", what, took / (double)count * 1e9, (double)count / took);
    if (bytes > 0) printf(", %.0f MB/s", (double)bytes * (double)count / took / 1e6);
    printf("\n");
}

int main(void)
{
    static const char drive[] = "{\"type\":\"drive\",\"epoch\":3,\"seq\":117,\"t\":4021,\"steering\":-0.25,\"throttle\":0.4}";
    static char offer[RC_TEXT_MAX];
    rc_message message;
    long count = 300000;
    double start = seconds();
    for (long i = 0; i < count; i++) rc_message_read(&message, drive, sizeof drive - 1);
    tell("drive frame, read", seconds() - start, count, sizeof drive - 1);

    memset(offer, 'x', sizeof offer);
    memcpy(offer, "{\"type\":\"offer\",\"sdp\":\"", 23);
    memcpy(offer + sizeof offer - 2, "\"}", 2);
    start = seconds();
    for (long i = 0; i < 3000; i++) rc_message_read(&message, offer, sizeof offer);
    tell("message of 16 KiB, read", seconds() - start, 3000, sizeof offer);

    rc_output output;
    rc_output_config config = rc_output_defaults();
    rc_output_init(&output, &config, 0);
    start = seconds();
    unsigned sum = 0;
    for (long i = 0; i < count; i++) {
        rc_drive_output wanted = {.throttle = (int32_t)(i % 20001) - 10000, .failsafe_ms = 250};
        sum += rc_output_step(&output, i * RC_TICK_MS, &wanted, RC_AXIS_FULL).throttle_us;
    }

    tell("pulse, worked out", seconds() - start, count, 0);

    static rc_stream_gate gate;
    rc_registered registered = {.now_s = 1763800000, .kid = "5", .has_stream_key = true};
    static const char token[] = "v1.5.s-42.1763800060.bm9uY2UtMDE.8lrWJaCoGcgA8QmT8MVQcA";
    if (!rc_mac_start()) return 1;
    rc_stream_gate_init(&gate, "car-7-cam");
    rc_stream_gate_registered(&gate, 0, &registered);
    start = seconds();
    int viewer;
    for (long i = 0; i < 30000; i++) sum += rc_stream_gate_enter(&gate, 1000, token, sizeof token - 1, &viewer);
    tell("forged token, refused", seconds() - start, 30000, 0);
    printf("memory: rc_control %zu bytes, rc_camera's gate %zu bytes%s\n", sizeof(rc_control), sizeof(rc_stream_gate), sum == 0 ? "!" : "");
    return 0;
}
