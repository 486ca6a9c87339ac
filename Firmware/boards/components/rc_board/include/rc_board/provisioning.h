#ifndef RC_BOARD_PROVISIONING_H
#define RC_BOARD_PROVISIONING_H

#include "rc_board/settings.h"

/**
 * If the board does not know its Wi-Fi, its server or its key: opens an access point `RcFleet-xxxxxx`, waits until it has
 * been told, and restarts. Else returns at once. The word that protects it is on the serial console.
 */
void rc_provisioning_run(const rc_settings *settings);

/** Forgets Wi-Fi, server and key, and restarts into provisioning. */
void rc_provisioning_forget(void) __attribute__((noreturn));

#endif
