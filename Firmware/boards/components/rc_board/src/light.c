#include "rc_board/light.h"

#include <stdatomic.h>

#include "driver/gpio.h"
#include "esp_timer.h"
#include "sdkconfig.h"

#define STEP_US 125000

#ifdef CONFIG_RC_LIGHT_INVERTED
#define SHINE 0
#else
#define SHINE 1
#endif

static atomic_uint shown;

#if CONFIG_RC_LIGHT_GPIO >= 0
static void step(void *unused)
{
    (void)unused;
    static unsigned at;
    bool on = atomic_load(&shown) >> at & 1u;
    at = (at + 1) % 16;
    gpio_set_level(CONFIG_RC_LIGHT_GPIO, on ? SHINE : !SHINE);
}
#endif

void rc_light_start(void)
{
    const gpio_config_t button = {
        .pin_bit_mask = 1ULL << CONFIG_RC_BUTTON_GPIO,
        .mode = GPIO_MODE_INPUT,
        .pull_up_en = GPIO_PULLUP_ENABLE,
    };
    ESP_ERROR_CHECK(gpio_config(&button));

#if CONFIG_RC_LIGHT_GPIO >= 0
    const gpio_config_t light = {.pin_bit_mask = 1ULL << CONFIG_RC_LIGHT_GPIO, .mode = GPIO_MODE_OUTPUT};
    const esp_timer_create_args_t timer = {.callback = step, .name = "light"};
    esp_timer_handle_t handle;
    ESP_ERROR_CHECK(gpio_config(&light));
    ESP_ERROR_CHECK(esp_timer_create(&timer, &handle));
    ESP_ERROR_CHECK(esp_timer_start_periodic(handle, STEP_US));
#endif
}

void rc_light_show(rc_light light)
{
    atomic_store(&shown, light);
}

uint32_t rc_button_held_ms(void)
{
    static int64_t since_us;
    int64_t now = esp_timer_get_time();
    if (gpio_get_level(CONFIG_RC_BUTTON_GPIO) != 0) {
        since_us = 0;
        return 0;
    }
    if (since_us == 0) since_us = now;
    return (uint32_t)((now - since_us) / 1000) + 1;
}
