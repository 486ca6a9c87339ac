#ifndef HOST_CLOCK_H
#define HOST_CLOCK_H

#include <stdint.h>

/* The machine's monotonic clock in ms: the same for every process on it, so that logs can be laid side by side. */
int64_t clock_ms(void *unused);

/* Random bits. */
uint32_t clock_random(void *unused);

/* One line to stderr, with the time. */
void clock_log(void *unused, const char *line);

#endif
