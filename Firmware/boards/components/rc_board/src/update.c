#include "rc_board/update.h"

#include <string.h>

#include "esp_app_desc.h"
#include "esp_crt_bundle.h"
#include "esp_http_client.h"
#include "esp_https_ota.h"
#include "esp_log.h"
#include "esp_ota_ops.h"
#include "esp_system.h"
#include "esp_timer.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "sdkconfig.h"

#define PROBATION_US (5 * 60 * 1000000LL)

static const char tag[] = "update";
static const rc_update_owner *owner;

/* True once the running program is confirmed. */
static bool confirm(void)
{
    esp_ota_img_states_t state;
    if (esp_ota_get_state_partition(esp_ota_get_running_partition(), &state) != ESP_OK) return true; /* flashed by cable */
    if (state != ESP_OTA_IMG_PENDING_VERIFY) return true;

    if (owner->healthy && owner->registered()) {
        ESP_LOGI(tag, "this program works and stays");
        return esp_ota_mark_app_valid_cancel_rollback() == ESP_OK;
    }
    if (esp_timer_get_time() > PROBATION_US && owner->may_update()) {
        ESP_LOGE(tag, "this program did not register or failed its test: back to the one before");
        esp_ota_mark_app_invalid_rollback_and_reboot();
    }
    return false;
}

static bool is_news(esp_https_ota_handle_t ota)
{
    esp_app_desc_t offered;
    const esp_app_desc_t *running = esp_app_get_description();
    if (esp_https_ota_get_img_desc(ota, &offered) != ESP_OK) return false;
    if (strncmp(offered.project_name, running->project_name, sizeof offered.project_name) != 0) {
        ESP_LOGE(tag, "refused: the image is of project %.31s", offered.project_name);
        return false;
    }
    return strncmp(offered.version, running->version, sizeof offered.version) != 0;
}

static void look(void)
{
    const esp_http_client_config_t http = {
        .url = CONFIG_RC_UPDATE_URL,
        .crt_bundle_attach = esp_crt_bundle_attach,
        .timeout_ms = 5000,
    };
    const esp_https_ota_config_t config = {.http_config = &http};
    esp_https_ota_handle_t ota = NULL;
    if (esp_https_ota_begin(&config, &ota) != ESP_OK) {
        ESP_LOGW(tag, "no image to be had");
        return;
    }

    esp_err_t result = is_news(ota) ? ESP_ERR_HTTPS_OTA_IN_PROGRESS : ESP_FAIL;
    while (result == ESP_ERR_HTTPS_OTA_IN_PROGRESS) {
        if (!owner->may_update()) {
            ESP_LOGI(tag, "a session begins: the update waits");
            result = ESP_FAIL;
            break;
        }
        result = esp_https_ota_perform(ota);
    }
    if (result != ESP_OK || !esp_https_ota_is_complete_data_received(ota)) {
        esp_https_ota_abort(ota);
        return;
    }
    if (esp_https_ota_finish(ota) != ESP_OK) return; /* checks the image's hash before it becomes the next to boot */

    ESP_LOGW(tag, "the new program starts as soon as nobody drives");
    while (!owner->may_update()) vTaskDelay(pdMS_TO_TICKS(1000));
    esp_restart();
}

static void run(void *unused)
{
    (void)unused;
    while (!confirm()) vTaskDelay(pdMS_TO_TICKS(1000));
    int64_t next_us = 0;
    while (CONFIG_RC_UPDATE_URL[0] != 0) {
        vTaskDelay(pdMS_TO_TICKS(10000));
        if (esp_timer_get_time() < next_us || !owner->registered() || !owner->may_update()) continue;
        next_us = esp_timer_get_time() + CONFIG_RC_UPDATE_HOURS * 3600LL * 1000000LL;
        look();
    }
    vTaskDelete(NULL);
}

void rc_update_start(const rc_update_owner *whose)
{
    owner = whose;
    if (xTaskCreate(run, "update", 8192, NULL, 3, NULL) != pdPASS) ESP_LOGE(tag, "no memory: no updates, no confirmation");
}
