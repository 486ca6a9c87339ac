#ifndef RC_OUTPUT_H
#define RC_OUTPUT_H

#include "rc/drive.h"
#include "rc/hal.h"

/** How the ESC goes backwards. */
typedef enum rc_reverse {
    RC_REVERSE_NONE,       /**< Never: crawlers without reverse, boats. */
    RC_REVERSE_DIRECT,     /**< The ESC turns at once; we hold neutral for `reverse_hold_ms` before. */
    RC_REVERSE_DOUBLE_TAP, /**< The ESC brakes first: backwards, neutral, then backwards again. */
} rc_reverse;

/** The two pulses. All of it whole numbers. */
typedef struct rc_output_config {
    int16_t throttle_trim_us;       /**< Added to 1500, -200 to 200. Default 0. */
    int16_t steering_trim_us;       /**< Added to 1500, -200 to 200. Default 0. */
    uint16_t throttle_range_us;     /**< From neutral to full ahead, 50 to 500. Default 500. */
    uint16_t reverse_range_us;      /**< From neutral to full reverse, 0 to 500. Default 500. */
    uint16_t steering_range_us;     /**< From the middle to a lock, 50 to 500. Default 500. */
    bool throttle_inverted;         /**< Default false. */
    bool steering_inverted;         /**< Default false. */
    uint8_t max_throttle_percent;   /**< The owner's cap, 1 to 100. Default 100. The session's cap comes on top. */
    uint16_t slew_percent_per_s;    /**< How fast throttle may grow, 20 to 2000. Default 400. Towards neutral: no limit. */
    uint16_t steering_percent_per_s;/**< How fast steering may move, 100 to 10000. Default 2000. */
    rc_reverse reverse;             /**< Default RC_REVERSE_DIRECT. */
    uint16_t reverse_hold_ms;       /**< Neutral between ahead and reverse, 0 to 1000. Default 150. */
    uint16_t tap_ms;                /**< RC_REVERSE_DOUBLE_TAP: how long the first reverse lasts, 20 to 500. Default 100. */
} rc_output_config;

/** The defaults above. */
rc_output_config rc_output_defaults(void);

/** Reports every error of the configuration; true if there was none. */
bool rc_output_config_check(const rc_output_config *config, rc_report report, void *context);

typedef enum rc_guard {
    RC_GUARD_OPEN,      /* may go ahead */
    RC_GUARD_HOLDING,   /* neutral before the first reverse */
    RC_GUARD_TAPPING,   /* the ESC brakes */
    RC_GUARD_RELEASING, /* neutral before the second reverse */
    RC_GUARD_REVERSED,  /* may go backwards */
    RC_GUARD_RETURNING, /* neutral before ahead again */
} rc_guard;

typedef struct rc_output {
    rc_output_config config;
    int32_t throttle, steering; /* as last put out, ten-thousandths, before trim */
    rc_guard guard;
    int64_t guard_ms; /* since when in this state */
    int64_t zero_ms;  /* since when throttle is 0 */
    int64_t stepped_ms;
} rc_output;

/** What the pins carry. */
typedef struct rc_pulses {
    uint16_t throttle_us, steering_us; /**< 1000 to 2000. */
} rc_pulses;

void rc_output_init(rc_output *output, const rc_output_config *config, int64_t now_ms);

/**
 * One tick. Neutral is put out at once, whatever the slew; while the frame that drives is late (from three fifths of the
 * dead-man time on: 150 to 250 ms), throttle runs down to neutral in a straight line instead of jumping at its end.
 * `cap`: a further bound on throttle, 0 to 10,000 (low battery).
 */
rc_pulses rc_output_step(rc_output *output, int64_t now_ms, const rc_drive_output *wanted, int32_t cap);

#endif
