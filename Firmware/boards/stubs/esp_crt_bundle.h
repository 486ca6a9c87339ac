/* Stands for ESP-IDF 5.5 components/mbedtls/esp_crt_bundle/include/esp_crt_bundle.h. Only what the boards use; see README.md. */
#ifndef STUB_ESP_CRT_BUNDLE_H
#define STUB_ESP_CRT_BUNDLE_H

#include "esp_err.h"

esp_err_t esp_crt_bundle_attach(void *conf);

#endif
