#include "calibration.h"

#include "car_config.h"
#include "esp_attr.h"
#include "esp_log.h"
#include "esp_system.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "motor.h"
#include "rc_board/light.h"

#define ASKED 0x52434341u /* "RCCA" */
#define STEP_MS 20000
#define LOOK_MS 50

static const char tag[] = "calibration";

/* Survives a restart by software; after power-on it holds whatever it likes, and the reset reason says so. */
static RTC_NOINIT_ATTR uint32_t asked;

/* As the output of the core at the ends, before the owner's cap: the ESC must see the whole range. */
static uint16_t throttle_us(int direction)
{
    rc_output_config output = car_config().output;
    int range = direction > 0 ? output.throttle_range_us : direction < 0 ? output.reverse_range_us : 0;
    int us = car_neutral_us() + (output.throttle_inverted ? -direction : direction) * range;
    return (uint16_t)(us < 1000 ? 1000 : us > 2000 ? 2000 : us);
}

static void hold(const char *what, int direction)
{
    ESP_LOGW(tag, "%s, %u us; the button goes on", what, throttle_us(direction));
    motor_pulses(NULL, throttle_us(direction), car_middle_us());
    bool was_up = false; /* the press that began the step before does not end this one */
    for (int ms = 0; ms < STEP_MS; ms += LOOK_MS) {
        bool up = rc_button_held_ms() == 0;
        if (!up && was_up) return;
        was_up = was_up || up;
        vTaskDelay(pdMS_TO_TICKS(LOOK_MS));
    }
}

void calibration_run_if_asked(void)
{
    bool run = esp_reset_reason() == ESP_RST_SW && asked == ASKED;
    asked = 0;
    if (!run) return;

    ESP_LOGW(tag, "wheels off the ground!");
    rc_light_show(RC_LIGHT_CALIBRATE);
    hold("neutral", 0);
    hold("full ahead", 1);
    hold("full reverse", -1);
    hold("neutral", 0);
    esp_restart();
}

void calibration_ask(void)
{
    asked = ASKED;
    esp_restart();
}
