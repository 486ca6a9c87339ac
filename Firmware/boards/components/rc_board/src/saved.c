#include <stdio.h>
#include <string.h>

#include "esp_log.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "nvs.h"
#include "rc_board/settings.h"

#define BLOB_MAX 160

static const char tag[] = "saved";

/* One note is enough: the core saves one thing. */
static portMUX_TYPE note_lock = portMUX_INITIALIZER_UNLOCKED;
static struct {
    char name[16];
    size_t size;
    uint8_t bytes[BLOB_MAX];
} note;

bool rc_settings_read(void *context, const char *name, void *bytes, size_t size)
{
    (void)context;
    nvs_handle_t nvs;
    size_t found = size;
    if (nvs_open(RC_SETTINGS_SPACE, NVS_READONLY, &nvs) != ESP_OK) return false;
    bool good = nvs_get_blob(nvs, name, bytes, &found) == ESP_OK && found == size;
    nvs_close(nvs);
    return good;
}

void rc_settings_save(void *context, const char *name, const void *bytes, size_t size)
{
    (void)context;
    if (size > BLOB_MAX) return;
    taskENTER_CRITICAL(&note_lock);
    snprintf(note.name, sizeof note.name, "%s", name);
    memcpy(note.bytes, bytes, size);
    note.size = size;
    taskEXIT_CRITICAL(&note_lock);
}

void rc_settings_flush(void)
{
    static uint8_t bytes[BLOB_MAX];
    char name[16];
    taskENTER_CRITICAL(&note_lock);
    size_t size = note.size;
    memcpy(name, note.name, sizeof name);
    memcpy(bytes, note.bytes, size);
    note.size = 0;
    taskEXIT_CRITICAL(&note_lock);
    if (size == 0) return;

    nvs_handle_t nvs;
    if (nvs_open(RC_SETTINGS_SPACE, NVS_READWRITE, &nvs) != ESP_OK) return;
    if (nvs_set_blob(nvs, name, bytes, size) != ESP_OK || nvs_commit(nvs) != ESP_OK) ESP_LOGE(tag, "%s is not saved", name);
    nvs_close(nvs);
}
