/* Stands for ESP-IDF 5.5 components/nvs_flash/include/nvs_flash.h. Only what the boards use; see README.md. */
#ifndef STUB_NVS_FLASH_H
#define STUB_NVS_FLASH_H

#include "nvs.h"

esp_err_t nvs_flash_init(void);
esp_err_t nvs_flash_erase(void);

#endif
