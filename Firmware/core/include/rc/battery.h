#ifndef RC_BATTERY_H
#define RC_BATTERY_H

#include "rc/hal.h"

/** The pack. Default: two lithium-polymer cells. */
typedef struct rc_battery_config {
    uint8_t cells;        /**< In series, 1 to 6; 0: nothing to measure. Default 2. */
    uint8_t slow_percent; /**< Below this the car slows down, 0 to 50. Default 20. */
    uint8_t crawl_percent;/**< At or below this it crawls at a third of its throttle, 0 to slow_percent. Default 5. */
} rc_battery_config;

rc_battery_config rc_battery_defaults(void);

/** Reports every error of the configuration; true if there was none. */
bool rc_battery_config_check(const rc_battery_config *config, rc_report report, void *context);

typedef struct rc_battery {
    rc_battery_config config;
    bool known;
    int32_t filtered_uv; /* µV of a cell, smoothed over about 5 s: the sag of a start is not an empty pack */
    uint8_t percent;
} rc_battery;

void rc_battery_init(rc_battery *battery, const rc_battery_config *config);

/** A measurement of the whole pack in mV, ten a second; out of 1000 to 5000 mV a cell it is ignored. */
void rc_battery_measured(rc_battery *battery, int32_t mv);

/** mV of the pack, smoothed; -1 if unknown. */
int32_t rc_battery_mv(const rc_battery *battery);

/** 0 to 100; -1 if unknown. Rises only by more than 5 at once, so that it does not flicker. */
int32_t rc_battery_percent(const rc_battery *battery);

/** Bound on throttle, 3,333 to 10,000; 10,000 if unknown. */
int32_t rc_battery_cap(const rc_battery *battery);

#endif
