#include "rc_board/board.h"

#include "esp_app_desc.h"
#include "esp_event.h"
#include "esp_log.h"
#include "esp_netif.h"
#include "esp_random.h"
#include "esp_system.h"
#include "esp_timer.h"
#include "freertos/FreeRTOS.h"
#include "freertos/semphr.h"
#include "nvs_flash.h"
#include "rc_board/wifi.h"

static const char tag[] = "board";
static StaticSemaphore_t core_mutex_memory;
static SemaphoreHandle_t core_mutex;

static int64_t now_ms(void *context)
{
    (void)context;
    return esp_timer_get_time() / 1000;
}

static uint32_t chance(void *context)
{
    (void)context;
    return esp_random();
}

static void tell(void *context, const char *line)
{
    (void)context;
    ESP_LOGI("core", "%s", line);
}

void rc_board_hal(rc_hal *hal)
{
    hal->now_ms = now_ms;
    hal->random = chance;
    hal->log = tell;
    hal->rssi_dbm = rc_wifi_rssi;
}

rc_reset rc_board_reset(void)
{
    switch (esp_reset_reason()) {
    case ESP_RST_POWERON:
    case ESP_RST_EXT: return RC_RESET_POWER_ON;
    case ESP_RST_SW: return RC_RESET_SOFTWARE;
    case ESP_RST_PANIC:
    case ESP_RST_CPU_LOCKUP: return RC_RESET_PANIC;
    case ESP_RST_INT_WDT:
    case ESP_RST_TASK_WDT:
    case ESP_RST_WDT: return RC_RESET_WATCHDOG;
    case ESP_RST_BROWNOUT:
    case ESP_RST_PWR_GLITCH: return RC_RESET_BROWNOUT;
    default: return RC_RESET_UNKNOWN;
    }
}

const char *rc_board_version(void)
{
    return esp_app_get_description()->version;
}

void rc_core_lock(void)
{
    xSemaphoreTake(core_mutex, portMAX_DELAY);
}

void rc_core_unlock(void)
{
    xSemaphoreGive(core_mutex);
}

void rc_board_start(void)
{
    core_mutex = xSemaphoreCreateMutexStatic(&core_mutex_memory);

    /* A full or outdated NVS can't be read any more: better a board that asks to be provisioned than one that hangs. */
    esp_err_t error = nvs_flash_init();
    if (error == ESP_ERR_NVS_NO_FREE_PAGES || error == ESP_ERR_NVS_NEW_VERSION_FOUND) {
        ESP_LOGW(tag, "the settings can't be read any more and are erased: provision the board again");
        ESP_ERROR_CHECK(nvs_flash_erase());
        error = nvs_flash_init();
    }
    ESP_ERROR_CHECK(error);
    ESP_ERROR_CHECK(esp_netif_init());
    ESP_ERROR_CHECK(esp_event_loop_create_default());
}

void rc_board_report(void *context, const char *sentence)
{
    (void)context;
    ESP_LOGE(tag, "%s", sentence);
}
