/* Stands for ESP-IDF 5.5 components/hal/include/hal/ledc_types.h, by way of driver/ledc.h. Only what the boards use; see README.md. */
#ifndef STUB_DRIVER_LEDC_H
#define STUB_DRIVER_LEDC_H

typedef enum {
    LEDC_TIMER_0 = 0,
} ledc_timer_t;

typedef enum {
    LEDC_CHANNEL_0 = 0,
} ledc_channel_t;

#endif
