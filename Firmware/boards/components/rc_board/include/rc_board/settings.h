#ifndef RC_BOARD_SETTINGS_H
#define RC_BOARD_SETTINGS_H

#include "rc/hal.h"

/** NVS namespace. */
#define RC_SETTINGS_SPACE "rcfleet"

/** What the maker tells the board once. Kept in NVS; never in the program. */
typedef struct rc_settings {
    char url[160];           /**< Of the server's device socket, `wss://…/ws/device`; `ws://` on a network of your own. */
    char device[65];         /**< The device's id. */
    char key[201];           /**< The device's key, as the operator page showed it. */
    char ddns_server[64];    /**< Host of a dyndns2 provider, or empty. */
    char ddns_host[128];     /**< The name to keep. */
    char ddns_user[64];
    char ddns_password[128];
} rc_settings;

/** Reads them; whatever is absent is empty. */
void rc_settings_load(rc_settings *settings);

/** Whether server, device and key are all there. */
bool rc_settings_complete(const rc_settings *settings);

/**
 * Takes `{"url":…,"device":…,"key":…}` (and `ddnsServer`, `ddnsHost`, `ddnsUser`, `ddnsPassword`) and saves it. NULL if it
 * was good, else a sentence that says what is wrong; then nothing is saved.
 */
const char *rc_settings_accept(const char *json, size_t length);

/** Forgets them. */
void rc_settings_forget(void);

/** The word that protects provisioning, 8 letters, made at the first start and shown on the serial console. */
void rc_settings_setup_word(char word[9]);

/** HAL `load` and `save`: save only takes note; the flash, which halts both cores, is written later by rc_settings_flush. */
bool rc_settings_read(void *context, const char *name, void *bytes, size_t size);
void rc_settings_save(void *context, const char *name, const void *bytes, size_t size);
void rc_settings_flush(void);

#endif
