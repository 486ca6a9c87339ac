#ifndef BATTERY_H
#define BATTERY_H

#include <stdint.h>

/** Without a battery pin, or if the ADC does not start, battery_mv says -1. */
void battery_start(void);

/** HAL `battery_mv`: one conversion, well under a millisecond. */
int32_t battery_mv(void *context);

#endif
