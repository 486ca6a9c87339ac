#ifndef RC_BOARD_WIFI_H
#define RC_BOARD_WIFI_H

#include <stdbool.h>
#include <stdint.h>

/** Called whenever the board gets an address, `192.168.0.31`, from the event task. */
typedef void (*rc_wifi_address)(const char *address);

/** The radio and its interfaces, without joining anything. */
void rc_wifi_prepare(void);

/** Joins the network that provisioning stored, and keeps coming back to it. Power save off: see wifi.c. */
void rc_wifi_join(rc_wifi_address address);

/** Whether the board has an address. */
bool rc_wifi_joined(void);

/** HAL `rssi_dbm`: as of the last rc_wifi_poll, because asking the driver may block. */
int32_t rc_wifi_rssi(void *context);

/** About once a second. */
void rc_wifi_poll(void);

#endif
