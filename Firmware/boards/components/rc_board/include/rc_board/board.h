#ifndef RC_BOARD_BOARD_H
#define RC_BOARD_BOARD_H

#include "rc/hal.h"

/** Fills in what is the same on every board: clock, chance, log, signal. */
void rc_board_hal(rc_hal *hal);

/** Why the chip started, in the contract's words. */
rc_reset rc_board_reset(void);

/** The program's version, from the build. */
const char *rc_board_version(void);

/**
 * The one mutex around the core. Priority inheritance: the motor's task never waits for a slow one. Nothing that blocks is
 * called while holding it.
 */
void rc_core_lock(void);
void rc_core_unlock(void);

/** Starts NVS, the event loop and the network stack. Aborts, and so restarts, if the chip won't. */
void rc_board_start(void);

/** One configuration error; the context is not used. */
void rc_board_report(void *context, const char *sentence);

#endif
