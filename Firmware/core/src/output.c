#include "rc/output.h"

#include <string.h>

#define MIDDLE_US 1500
#define LEAST_US 1000
#define MOST_US 2000
/* Below this a pulse may lie in the ESC's dead band and not count as a tap. Ten-thousandths. */
#define TAP_LEAST 1000

rc_output_config rc_output_defaults(void)
{
    return (rc_output_config){
        .throttle_range_us = 500,
        .reverse_range_us = 500,
        .steering_range_us = 500,
        .max_throttle_percent = 100,
        .slew_percent_per_s = 400,
        .steering_percent_per_s = 2000,
        .reverse = RC_REVERSE_DIRECT,
        .reverse_hold_ms = 150,
        .tap_ms = 100,
    };
}

bool rc_output_config_check(const rc_output_config *config, rc_report report, void *context)
{
    const struct {
        int value, least, most;
        const char *sentence;
    } rules[] = {
        {config->throttle_trim_us, -200, 200, "The throttle's trim must be -200 to 200 us."},
        {config->steering_trim_us, -200, 200, "The steering's trim must be -200 to 200 us."},
        {config->throttle_range_us, 50, 500, "The throttle's range must be 50 to 500 us."},
        {config->reverse_range_us, 0, 500, "The reverse range must be 0 to 500 us."},
        {config->steering_range_us, 50, 500, "The steering's range must be 50 to 500 us."},
        {config->max_throttle_percent, 1, 100, "The greatest throttle must be 1 to 100 %."},
        {config->slew_percent_per_s, 20, 2000, "The throttle's slew must be 20 to 2000 % a second."},
        {config->steering_percent_per_s, 100, 10000, "The steering's slew must be 100 to 10000 % a second."},
        {(int)config->reverse, RC_REVERSE_NONE, RC_REVERSE_DOUBLE_TAP, "Reverse must be none, direct or double tap."},
        {config->reverse_hold_ms, 0, 1000, "The neutral before reverse must be 0 to 1000 ms."},
        {config->tap_ms, 20, 500, "The first tap of a double tap must be 20 to 500 ms."},
    };
    bool good = true;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].value < rules[i].least || rules[i].value > rules[i].most) {
            report(context, rules[i].sentence);
            good = false;
        }
    return good;
}

void rc_output_init(rc_output *output, const rc_output_config *config, int64_t now_ms)
{
    memset(output, 0, sizeof *output);
    output->config = *config;
    output->zero_ms = now_ms;
    output->stepped_ms = now_ms;
}

static int32_t magnitude(int32_t value)
{
    return value < 0 ? -value : value;
}

static int32_t within(int32_t value, int32_t least, int32_t most)
{
    return value < least ? least : value > most ? most : value;
}

static int32_t late(int32_t throttle, const rc_drive_output *wanted)
{
    uint32_t start = wanted->failsafe_ms * 3 / 5;
    if (wanted->age_ms <= start) return throttle;
    if (wanted->age_ms >= wanted->failsafe_ms) return 0;
    return throttle * (int32_t)(wanted->failsafe_ms - wanted->age_ms) / (int32_t)(wanted->failsafe_ms - start);
}

/* Towards neutral at once, away from it by at most `step`. A change of sign stops at neutral first. */
static int32_t slewed(int32_t now, int32_t target, int32_t step)
{
    if ((now > 0 && target < 0) || (now < 0 && target > 0)) return 0;
    if (magnitude(target) <= magnitude(now)) return target;
    return target > 0 ? within(now + step, 0, target) : within(now - step, target, 0);
}

static void enter(rc_output *output, rc_guard guard, int64_t now_ms)
{
    output->guard = guard;
    output->guard_ms = now_ms;
}

/* What the ESC may be told of `target` now. */
static int32_t guarded(rc_output *output, int64_t now_ms, int32_t target, int32_t cap)
{
    const rc_output_config *config = &output->config;
    bool rested = output->throttle == 0 && now_ms - output->zero_ms >= config->reverse_hold_ms;
    bool tapping = config->reverse == RC_REVERSE_DOUBLE_TAP;
    if (config->reverse == RC_REVERSE_NONE) return target > 0 ? target : 0;

    switch (output->guard) {
    case RC_GUARD_OPEN:
        if (target >= 0) return target;
        enter(output, RC_GUARD_HOLDING, now_ms);
        /* fall through */
    case RC_GUARD_HOLDING:
        if (target >= 0) break;
        if (!rested) return 0;
        enter(output, tapping ? RC_GUARD_TAPPING : RC_GUARD_REVERSED, now_ms);
        return guarded(output, now_ms, target, cap);
    case RC_GUARD_TAPPING:
        if (target >= 0) break;
        if (now_ms - output->guard_ms < config->tap_ms) return target > -TAP_LEAST ? -within(TAP_LEAST, 0, cap) : target;
        enter(output, RC_GUARD_RELEASING, now_ms);
        return 0;
    case RC_GUARD_RELEASING:
        if (target >= 0) break;
        if (!rested) return 0;
        enter(output, RC_GUARD_REVERSED, now_ms);
        return target;
    case RC_GUARD_REVERSED:
        if (target <= 0) return target;
        enter(output, RC_GUARD_RETURNING, now_ms);
        /* fall through */
    case RC_GUARD_RETURNING:
        if (target < 0) {
            enter(output, RC_GUARD_REVERSED, now_ms);
            return target;
        }

        if (target > 0 && !rested) return 0;
        if (target == 0) return 0;
        break;
    }

    enter(output, RC_GUARD_OPEN, now_ms);
    return target;
}

static uint16_t microseconds(int32_t axis, int32_t range, int32_t trim)
{
    int32_t product = axis * range;
    int32_t offset = (product + (product < 0 ? -RC_AXIS_FULL / 2 : RC_AXIS_FULL / 2)) / RC_AXIS_FULL;
    return (uint16_t)within(MIDDLE_US + trim + offset, LEAST_US, MOST_US);
}

rc_pulses rc_output_step(rc_output *output, int64_t now_ms, const rc_drive_output *wanted, int32_t cap)
{
    const rc_output_config *config = &output->config;
    int64_t since = now_ms - output->stepped_ms;
    int32_t elapsed = since < 0 ? 0 : since > 100 ? 100 : (int32_t)since;
    output->stepped_ms = now_ms;

    int32_t owner = (int32_t)config->max_throttle_percent * (RC_AXIS_FULL / 100);
    cap = within(cap, 0, owner);
    int32_t target = wanted->neutral ? 0 : late(within(wanted->throttle, -cap, cap), wanted);
    target = guarded(output, now_ms, target, cap);
    /* A tap is over before a slope would begin to count. */
    bool tap = output->guard == RC_GUARD_TAPPING;
    int32_t throttle = tap ? target : slewed(output->throttle, target, config->slew_percent_per_s * elapsed / 10);
    if (throttle == 0 && output->throttle != 0) output->zero_ms = now_ms;
    output->throttle = throttle;

    if (wanted->neutral) {
        output->steering = 0;
    } else {
        int32_t step = config->steering_percent_per_s * elapsed / 10;
        output->steering = within(wanted->steering, output->steering - step, output->steering + step);
    }

    int32_t range = throttle < 0 ? config->reverse_range_us : config->throttle_range_us;
    return (rc_pulses){
        .throttle_us = microseconds(config->throttle_inverted ? -throttle : throttle, range, config->throttle_trim_us),
        .steering_us = microseconds(
            config->steering_inverted ? -output->steering : output->steering, config->steering_range_us,
            config->steering_trim_us),
    };
}
