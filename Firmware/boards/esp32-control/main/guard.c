#include "guard.h"

#include <stdatomic.h>

#include "driver/gptimer.h"
#include "esp_err.h"
#include "motor.h"
#include "rc/hal.h"

#define MISSES 5
#define TIMER_HZ 1000000

static atomic_uint missed;
static atomic_bool struck;

static bool on_alarm(gptimer_handle_t timer, const gptimer_alarm_event_data_t *event, void *unused)
{
    (void)timer;
    (void)event;
    (void)unused;
    if (atomic_fetch_add(&missed, 1) + 1 >= MISSES) {
        atomic_store(&struck, true);
        motor_brake();
    }
    return false; /* wakes nobody */
}

void guard_start(void)
{
    const gptimer_config_t config = {
        .clk_src = GPTIMER_CLK_SRC_DEFAULT,
        .direction = GPTIMER_COUNT_UP,
        .resolution_hz = TIMER_HZ,
    };
    const gptimer_alarm_config_t alarm = {
        .alarm_count = RC_TICK_MS * (TIMER_HZ / 1000),
        .reload_count = 0,
        .flags.auto_reload_on_alarm = true,
    };
    const gptimer_event_callbacks_t callbacks = {.on_alarm = on_alarm};
    gptimer_handle_t timer;
    ESP_ERROR_CHECK(gptimer_new_timer(&config, &timer));
    ESP_ERROR_CHECK(gptimer_register_event_callbacks(timer, &callbacks, NULL)); /* the interrupt goes to this processor */
    ESP_ERROR_CHECK(gptimer_set_alarm_action(timer, &alarm));
    ESP_ERROR_CHECK(gptimer_enable(timer));
    ESP_ERROR_CHECK(gptimer_start(timer));
}

bool guard_fed(bool neutral)
{
    atomic_store(&missed, 0);
    if (!neutral || !atomic_load(&struck)) return false;
    atomic_store(&struck, false);
    motor_release();
    return true;
}

bool guard_has_struck(void)
{
    return atomic_load(&struck);
}
