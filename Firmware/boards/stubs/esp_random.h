/* Stands for ESP-IDF 5.5 components/esp_hw_support/include/esp_random.h. Only what the boards use; see README.md. */
#ifndef STUB_ESP_RANDOM_H
#define STUB_ESP_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

uint32_t esp_random(void);
void esp_fill_random(void *buf, size_t len);

#endif
