#include "car_config.h"

#include "sdkconfig.h"

rc_control_config car_config(void)
{
    rc_control_config config = rc_control_defaults();
    rc_output_config *output = &config.output;
    output->throttle_trim_us = CONFIG_RC_THROTTLE_TRIM_US;
    output->throttle_range_us = CONFIG_RC_THROTTLE_RANGE_US;
    output->reverse_range_us = CONFIG_RC_REVERSE_RANGE_US;
    output->max_throttle_percent = CONFIG_RC_MAX_THROTTLE_PERCENT;
    output->slew_percent_per_s = CONFIG_RC_SLEW_PERCENT_PER_S;
    output->steering_trim_us = CONFIG_RC_STEERING_TRIM_US;
    output->steering_range_us = CONFIG_RC_STEERING_RANGE_US;
#ifdef CONFIG_RC_THROTTLE_INVERTED
    output->throttle_inverted = true;
#endif
#ifdef CONFIG_RC_STEERING_INVERTED
    output->steering_inverted = true;
#endif
#if defined(CONFIG_RC_REVERSE_DOUBLE_TAP)
    output->reverse = RC_REVERSE_DOUBLE_TAP;
#elif defined(CONFIG_RC_REVERSE_NONE)
    output->reverse = RC_REVERSE_NONE;
#else
    output->reverse = RC_REVERSE_DIRECT;
#endif
#if CONFIG_RC_BATTERY_GPIO >= 0
    config.battery.cells = CONFIG_RC_BATTERY_CELLS;
#else
    config.battery.cells = 0;
#endif
    return config;
}

uint16_t car_neutral_us(void)
{
    return 1500 + CONFIG_RC_THROTTLE_TRIM_US;
}

uint16_t car_middle_us(void)
{
    return 1500 + CONFIG_RC_STEERING_TRIM_US;
}
