#ifndef RC_BOARD_LIGHT_H
#define RC_BOARD_LIGHT_H

#include <stdint.h>

/** What the light shows: 16 steps of 125 ms, the lowest bit first. The table in docs/build-a-car.md explains them. */
typedef enum rc_light {
    RC_LIGHT_OFF = 0x0000,
    RC_LIGHT_SETUP = 0x5555,     /**< Rapid: waits to be provisioned. */
    RC_LIGHT_NO_WIFI = 0x0001,   /**< A wink every two seconds. */
    RC_LIGHT_NO_SERVER = 0x0101, /**< A wink a second: Wi-Fi, but not registered. */
    RC_LIGHT_READY = 0x0F0F,     /**< Half on, half off: registered, disarmed (control) or nobody watches (camera). */
    RC_LIGHT_ACTIVE = 0xFFFF,    /**< On: armed (control) or streaming (camera). */
    RC_LIGHT_FAULT = 0x0015,     /**< Three winks, then dark: see the serial console. */
    RC_LIGHT_CALIBRATE = 0x3333, /**< Fast and even: calibration. */
} rc_light;

void rc_light_start(void);
void rc_light_show(rc_light light);

/** For how long the button has been held, in ms; 0 while it is up. Ask every 100 ms or sooner. */
uint32_t rc_button_held_ms(void);

#endif
