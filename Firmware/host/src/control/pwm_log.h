#ifndef CONTROL_PWM_LOG_H
#define CONTROL_PWM_LOG_H

#include <stdbool.h>
#include <stdint.h>

/* What the pins would carry: "milliseconds throttle_us steering_us armed", a line every 20 ms, of the monotonic clock. */
typedef struct pwm_log {
    int fd; /* -1: none */
    bool failed;
} pwm_log;

/* Starts an empty file; false, with errno, if that fails. NULL: no log. */
bool pwm_log_open(pwm_log *log, const char *path);

/* Writes a line, whole, so that a reader never sees half of one. */
void pwm_log_write(pwm_log *log, int64_t ms, unsigned throttle_us, unsigned steering_us, bool armed);

#endif
