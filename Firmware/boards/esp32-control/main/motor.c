#include "motor.h"

#include "driver/gpio.h"
#include "driver/mcpwm_prelude.h"
#include "esp_err.h"
#include "esp_timer.h"
#include "sdkconfig.h"

#define TICK_HZ 1000000 /* a tick is a microsecond */
#define PERIOD_US 20000
#define WRONG_US 25     /* the interrupts that may fall into one measurement */

static mcpwm_cmpr_handle_t throttle, steering;
static mcpwm_oper_handle_t operator;
static mcpwm_fault_handle_t brake;

/* One output: high when the period begins, low when the comparator is reached. */
static mcpwm_gen_handle_t new_output(int gpio, uint16_t us, mcpwm_cmpr_handle_t *comparator)
{
    const mcpwm_comparator_config_t compare = {.flags.update_cmp_on_tez = true}; /* never cut a pulse in its middle */
    const mcpwm_generator_config_t generate = {.gen_gpio_num = gpio};
    mcpwm_gen_handle_t generator;
    ESP_ERROR_CHECK(mcpwm_new_comparator(operator, &compare, comparator));
    ESP_ERROR_CHECK(mcpwm_comparator_set_compare_value(*comparator, us));
    ESP_ERROR_CHECK(mcpwm_new_generator(operator, &generate, &generator));
    ESP_ERROR_CHECK(mcpwm_generator_set_action_on_timer_event(generator,
        MCPWM_GEN_TIMER_EVENT_ACTION(MCPWM_TIMER_DIRECTION_UP, MCPWM_TIMER_EVENT_EMPTY, MCPWM_GEN_ACTION_HIGH)));
    ESP_ERROR_CHECK(mcpwm_generator_set_action_on_compare_event(generator,
        MCPWM_GEN_COMPARE_EVENT_ACTION(MCPWM_TIMER_DIRECTION_UP, *comparator, MCPWM_GEN_ACTION_LOW)));
    return generator;
}

void motor_start(uint16_t throttle_us, uint16_t steering_us)
{
    const mcpwm_timer_config_t timer_config = {
        .group_id = 0,
        .clk_src = MCPWM_TIMER_CLK_SRC_DEFAULT,
        .resolution_hz = TICK_HZ,
        .count_mode = MCPWM_TIMER_COUNT_MODE_UP,
        .period_ticks = PERIOD_US,
    };
    const mcpwm_operator_config_t operator_config = {.group_id = 0};
    const mcpwm_soft_fault_config_t fault_config = {};
    mcpwm_timer_handle_t timer;
    ESP_ERROR_CHECK(mcpwm_new_timer(&timer_config, &timer));
    ESP_ERROR_CHECK(mcpwm_new_operator(&operator_config, &operator));
    ESP_ERROR_CHECK(mcpwm_operator_connect_timer(operator, timer));
    mcpwm_gen_handle_t throttle_output = new_output(CONFIG_RC_THROTTLE_GPIO, throttle_us, &throttle);
    new_output(CONFIG_RC_STEERING_GPIO, steering_us, &steering);

    /* One-shot: the brake stays until it is released. The throttle alone; the wheels stay where they point. */
    ESP_ERROR_CHECK(mcpwm_new_soft_fault(&fault_config, &brake));
    const mcpwm_brake_config_t brake_config = {.fault = brake, .brake_mode = MCPWM_OPER_BRAKE_MODE_OST};
    ESP_ERROR_CHECK(mcpwm_operator_set_brake_on_fault(operator, &brake_config));
    ESP_ERROR_CHECK(mcpwm_generator_set_action_on_brake_event(throttle_output,
        MCPWM_GEN_BRAKE_EVENT_ACTION(MCPWM_TIMER_DIRECTION_UP, MCPWM_OPER_BRAKE_MODE_OST, MCPWM_GEN_ACTION_LOW)));

    ESP_ERROR_CHECK(mcpwm_timer_enable(timer));
    ESP_ERROR_CHECK(mcpwm_timer_start_stop(timer, MCPWM_TIMER_START_NO_STOP));

    /* So that motor_test can read what the pins really do. */
    ESP_ERROR_CHECK(gpio_input_enable(CONFIG_RC_THROTTLE_GPIO));
    ESP_ERROR_CHECK(gpio_input_enable(CONFIG_RC_STEERING_GPIO));
}

void motor_pulses(void *context, uint16_t throttle_us, uint16_t steering_us)
{
    (void)context;
    mcpwm_comparator_set_compare_value(throttle, throttle_us);
    mcpwm_comparator_set_compare_value(steering, steering_us);
}

/* In ESP-IDF 5.5 and 6.0 this only checks its argument and writes one register (mcpwm_fault.c): no lock, fit for an ISR. */
void motor_brake(void)
{
    mcpwm_soft_fault_activate(brake);
}

void motor_release(void)
{
    mcpwm_operator_recover_from_fault(operator, brake);
}

static bool wait_for(int gpio, int level, int64_t until_us)
{
    while (gpio_get_level(gpio) != level)
        if (esp_timer_get_time() > until_us) return false;
    return true;
}

/* The length of the next whole pulse, -1 if none comes within two periods. */
static int64_t pulse_on(int gpio)
{
    int64_t until = esp_timer_get_time() + 2 * PERIOD_US;
    if (!wait_for(gpio, 0, until) || !wait_for(gpio, 1, until)) return -1;
    int64_t began = esp_timer_get_time();
    return wait_for(gpio, 0, until) ? esp_timer_get_time() - began : -1;
}

static bool shows(int gpio, int64_t us)
{
    for (int attempt = 0; attempt < 3; attempt++) {
        int64_t wrong = pulse_on(gpio) - us;
        if (wrong > -WRONG_US && wrong < WRONG_US) return true;
    }
    return false;
}

bool motor_test(uint16_t throttle_us, uint16_t steering_us)
{
    bool good = shows(CONFIG_RC_THROTTLE_GPIO, throttle_us) && shows(CONFIG_RC_STEERING_GPIO, steering_us);
    motor_brake();
    good = pulse_on(CONFIG_RC_THROTTLE_GPIO) < 0 && gpio_get_level(CONFIG_RC_THROTTLE_GPIO) == 0 && good;
    motor_release();
    return shows(CONFIG_RC_THROTTLE_GPIO, throttle_us) && good;
}
