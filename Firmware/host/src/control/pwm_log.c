#include "control/pwm_log.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "clock.h"

bool pwm_log_open(pwm_log *log, const char *path)
{
    log->fd = -1;
    log->failed = false;
    if (path == NULL) return true;
    log->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
    return log->fd >= 0;
}

void pwm_log_write(pwm_log *log, int64_t ms, unsigned throttle_us, unsigned steering_us, bool armed)
{
    if (log->fd < 0) return;
    char line[64];
    int length = snprintf(line, sizeof line, "%" PRId64 " %u %u %d\n", ms, throttle_us, steering_us, armed);
    if (write(log->fd, line, (size_t)length) != length && !log->failed) {
        log->failed = true;
        clock_log(NULL, "The pulse log can't be written any more. The car drives on.");
    }
}
