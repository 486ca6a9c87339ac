#ifndef CALIBRATION_H
#define CALIBRATION_H

#include <stdint.h>

/**
 * Teaches an ESC its neutral and its ends. A mode of its own, after a restart, without Wi-Fi: nobody can drive while it
 * runs, and it needs a finger on the board's button.
 */

/** If asked for before the restart: neutral, full ahead, full reverse, neutral, each until the button or for 20 s. */
void calibration_run_if_asked(void);

/** Restarts into it. */
void calibration_ask(void) __attribute__((noreturn));

#endif
