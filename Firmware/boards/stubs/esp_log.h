/* Stands for ESP-IDF 5.5 components/log/include/esp_log.h. Only what the boards use; see README.md. */
#ifndef STUB_ESP_LOG_H
#define STUB_ESP_LOG_H

#include <stdarg.h>
#include <stdint.h>

typedef enum {
    ESP_LOG_NONE = 0,
    ESP_LOG_ERROR = 1,
    ESP_LOG_WARN = 2,
    ESP_LOG_INFO = 3,
} esp_log_level_t;

/* Ours. Checks the format as the real one does. */
void stub_log(esp_log_level_t level, const char *tag, const char *format, ...) __attribute__((format(printf, 3, 4)));

#define ESP_LOGE(tag, format, ...) stub_log(ESP_LOG_ERROR, tag, format, ##__VA_ARGS__)
#define ESP_LOGW(tag, format, ...) stub_log(ESP_LOG_WARN, tag, format, ##__VA_ARGS__)
#define ESP_LOGI(tag, format, ...) stub_log(ESP_LOG_INFO, tag, format, ##__VA_ARGS__)

#endif
