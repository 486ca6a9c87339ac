#ifndef GUARD_H
#define GUARD_H

#include <stdbool.h>

/**
 * The second line behind the core's dead-man: a hardware timer with an interrupt of its own, on the other processor than
 * the motor's task. If that task misses five periods of 20 ms, the throttle is braked in hardware, whatever else hangs.
 */
void guard_start(void);

/**
 * The motor's task has just put out its pulses. After the guard has struck, the brake is released only once the safety
 * rules hold the car in neutral: a task that comes back from a stall must not go on where it was. True at the moment of
 * release.
 */
bool guard_fed(bool neutral);

/** The throttle is braked. */
bool guard_has_struck(void);

#endif
