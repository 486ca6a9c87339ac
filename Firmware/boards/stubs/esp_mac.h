/* Stands for ESP-IDF 5.5 components/esp_hw_support/include/esp_mac.h. Only what the boards use; see README.md. */
#ifndef STUB_ESP_MAC_H
#define STUB_ESP_MAC_H

#include <stdint.h>
#include "esp_err.h"

typedef enum {
    ESP_MAC_WIFI_STA,
} esp_mac_type_t;

esp_err_t esp_read_mac(uint8_t *mac, esp_mac_type_t type);

#endif
