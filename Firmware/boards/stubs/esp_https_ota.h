/* Stands for ESP-IDF 5.5 components/esp_https_ota/include/esp_https_ota.h. Only what the boards use; see README.md. */
#ifndef STUB_ESP_HTTPS_OTA_H
#define STUB_ESP_HTTPS_OTA_H

#include "esp_app_desc.h"
#include "esp_http_client.h"

typedef void *esp_https_ota_handle_t;

/* Some of the real one's members. */
typedef struct {
    const esp_http_client_config_t *http_config;
} esp_https_ota_config_t;

#define ESP_ERR_HTTPS_OTA_BASE (0x9000)
#define ESP_ERR_HTTPS_OTA_IN_PROGRESS (ESP_ERR_HTTPS_OTA_BASE + 1)

esp_err_t esp_https_ota_begin(const esp_https_ota_config_t *ota_config, esp_https_ota_handle_t *handle);
esp_err_t esp_https_ota_perform(esp_https_ota_handle_t https_ota_handle);
bool esp_https_ota_is_complete_data_received(esp_https_ota_handle_t https_ota_handle);
esp_err_t esp_https_ota_finish(esp_https_ota_handle_t https_ota_handle);
esp_err_t esp_https_ota_abort(esp_https_ota_handle_t https_ota_handle);
esp_err_t esp_https_ota_get_img_desc(esp_https_ota_handle_t https_ota_handle, esp_app_desc_t *new_app_info);

#endif
