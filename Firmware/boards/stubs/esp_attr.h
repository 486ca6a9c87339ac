/* Stands for ESP-IDF 5.5 components/esp_common/include/esp_attr.h. Only what the boards use; see README.md. */
#ifndef STUB_ESP_ATTR_H
#define STUB_ESP_ATTR_H

#define RTC_NOINIT_ATTR

#endif
