#ifndef CAR_CONFIG_H
#define CAR_CONFIG_H

#include "rc/control.h"

/** What `idf.py menuconfig` says of this car. `link` is left for the caller. */
rc_control_config car_config(void);

/** Throttle pulse at neutral, in µs. */
uint16_t car_neutral_us(void);

/** Steering pulse in the middle, in µs. */
uint16_t car_middle_us(void);

#endif
