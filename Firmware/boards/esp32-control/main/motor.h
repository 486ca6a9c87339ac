#ifndef MOTOR_H
#define MOTOR_H

#include <stdbool.h>
#include <stdint.h>

/** Starts both servo signals, 50 Hz, with these pulses. The first thing that the program does. */
void motor_start(uint16_t throttle_us, uint16_t steering_us);

/** HAL `pulses`: from the next period on. */
void motor_pulses(void *context, uint16_t throttle_us, uint16_t steering_us);

/** Holds the throttle pin low, now and until released: no pulse, on which an ESC stops by itself. Callable from an ISR. */
void motor_brake(void);

/** The pulses are back from the next period on. */
void motor_release(void);

/**
 * Proves on the pins that neutral is there, that the brake takes it away and that it comes back. About 150 ms, at boot,
 * before anything else runs.
 */
bool motor_test(uint16_t throttle_us, uint16_t steering_us);

#endif
