#ifndef RC_BOARD_UPDATE_H
#define RC_BOARD_UPDATE_H

#include <stdbool.h>

/** What the updater must know. Called from its task, without the core's mutex. */
typedef struct rc_update_owner {
    bool (*may_update)(void); /**< Nobody drives, nothing is armed. */
    bool (*registered)(void); /**< The server has accepted this program's registration. */
    bool healthy;             /**< The board's own test at boot succeeded. */
} rc_update_owner;

/**
 * Confirms this program once it has registered and is healthy; goes back to the one before if it does not within five
 * minutes. Then looks for updates, if an address is configured, and loads one only while nothing is armed.
 */
void rc_update_start(const rc_update_owner *owner);

#endif
