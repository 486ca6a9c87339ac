#include "clock.h"

#include <stdio.h>
#include <sys/random.h>
#include <time.h>

int64_t clock_ms(void *unused)
{
    (void)unused;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

uint32_t clock_random(void *unused)
{
    (void)unused;
    uint32_t bits = 0;
    if (getrandom(&bits, sizeof bits, GRND_NONBLOCK) != sizeof bits) bits = (uint32_t)clock_ms(NULL) * 2654435761u;
    return bits;
}

void clock_log(void *unused, const char *line)
{
    (void)unused;
    char stamp[32];
    time_t now = time(NULL);
    struct tm parts;
    strftime(stamp, sizeof stamp, "%H:%M:%S", localtime_r(&now, &parts));
    fprintf(stderr, "%s %s\n", stamp, line);
}
