#include <stdlib.h>

#include "battery.h"
#include "calibration.h"
#include "car_config.h"
#include "esp_log.h"
#include "esp_system.h"
#include "esp_task_wdt.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "guard.h"
#include "motor.h"
#include "rc/control.h"
#include "rc_board/board.h"
#include "rc_board/light.h"
#include "rc_board/provisioning.h"
#include "rc_board/socket.h"
#include "rc_board/update.h"
#include "rc_board/wifi.h"
#include "sdkconfig.h"

#define CALIBRATE_MS 3000
#define FORGET_MS 10000

static const char tag[] = "control";
static rc_control control;
static rc_settings settings;
static rc_hal hal = {.pulses = motor_pulses, .battery_mv = battery_mv};

/* The most urgent task of its processor. The guard is fed here and not in `pulses`, which a stop from the network calls
 * too: what the guard watches is this tick. */
static void drive(void *unused)
{
    (void)unused;
    ESP_ERROR_CHECK(esp_task_wdt_add(NULL));
    TickType_t due = xTaskGetTickCount();
    for (;;) {
        rc_core_lock();
        rc_control_tick(&control);
        bool neutral = rc_control_state(&control).neutral;
        rc_core_unlock();
        if (guard_fed(neutral)) ESP_LOGE(tag, "the motor's task had stalled; the brake is released in neutral");
        esp_task_wdt_reset();
        vTaskDelayUntil(&due, pdMS_TO_TICKS(RC_TICK_MS));
    }
}

static bool may_update(void)
{
    rc_core_lock();
    bool may = rc_control_may_update(&control);
    rc_core_unlock();
    return may;
}

static bool registered(void)
{
    rc_core_lock();
    bool is = rc_link_ready(&control.link);
    rc_core_unlock();
    return is;
}

static rc_light light(void)
{
    if (guard_has_struck()) return RC_LIGHT_FAULT;
    if (!rc_wifi_joined()) return RC_LIGHT_NO_WIFI;
    rc_core_lock();
    bool ready = rc_link_ready(&control.link), armed = rc_control_state(&control).armed;
    rc_core_unlock();
    return !ready ? RC_LIGHT_NO_SERVER : armed ? RC_LIGHT_ACTIVE : RC_LIGHT_READY;
}

/* Both only while nobody can drive. Acts on release between 3 and 10 s, or at 10 s. */
static void watch_button(void)
{
    static uint32_t before;
    uint32_t held = rc_button_held_ms();
    if (held >= FORGET_MS && may_update()) rc_provisioning_forget();
    if (held == 0 && before >= CALIBRATE_MS && may_update()) calibration_ask();
    before = held;
}

static void keep_house(void)
{
    vTaskPrioritySet(NULL, 13); /* above the socket's client, whose TLS handshake takes a second of computing */
    ESP_ERROR_CHECK(esp_task_wdt_add(NULL));
    for (unsigned turn = 0;; turn++) {
        rc_core_lock();
        rc_control_poll(&control);
        rc_core_unlock();
        rc_socket_poll();
        watch_button();
        rc_light_show(light());
        if (turn % 100 == 0) rc_wifi_poll();
        esp_task_wdt_reset();
        vTaskDelay(pdMS_TO_TICKS(10));
    }
}

static void opened(void) { rc_control_socket_opened(&control); }
static void received(const rc_piece *piece) { rc_control_socket_received(&control, piece); }
static void heard(void) { rc_control_socket_heard(&control); }
static void closed(int code) { rc_control_socket_closed(&control, code); }

/* Better off the road than on it in doubt. In neutral; then anew, for it may have been a bad start. */
static void stay_away(const char *why)
{
    ESP_LOGE(tag, "%s The board stays offline and restarts in a minute.", why);
    rc_light_show(RC_LIGHT_FAULT);
    vTaskDelay(pdMS_TO_TICKS(60000));
    esp_restart();
}

void app_main(void)
{
    motor_start(car_neutral_us(), car_middle_us()); /* before all else: the ESC waits for neutral */
    bool healthy = motor_test(car_neutral_us(), car_middle_us());

    rc_light_start();
    calibration_run_if_asked();
    rc_board_start();
#ifdef CONFIG_RC_MOTOR_TEST
    if (!healthy) stay_away("The pins don't carry what they should: is something shorted to them?");
#endif
    rc_settings_load(&settings);
    rc_wifi_prepare();
    rc_provisioning_run(&settings);
    battery_start();

    rc_control_config config = car_config();
    config.link.device_id = settings.device;
    config.link.key = settings.key;
    config.link.firmware = rc_board_version();
    config.link.reset = rc_board_reset();
    if (!rc_control_config_check(&config, rc_board_report, NULL)) stay_away("The configuration is wrong, see above.");

    static const rc_socket_owner socket_owner = {opened, received, heard, closed};
    rc_socket_start(settings.url, settings.key, &socket_owner, NULL);
    rc_board_hal(&hal);
    rc_socket_hal(&hal);
    rc_control_init(&control, &config, &hal);
    TaskHandle_t motor_task;
    if (xTaskCreatePinnedToCore(drive, "motor", 4096, NULL, configMAX_PRIORITIES - 2, &motor_task, 1) != pdPASS) abort();
    guard_start(); /* from here, on processor 0: its interrupt must not share one with the task it watches */
    rc_wifi_join(NULL);

    static rc_update_owner update_owner = {.may_update = may_update, .registered = registered};
    update_owner.healthy = healthy;
    rc_update_start(&update_owner);
    keep_house();
}
