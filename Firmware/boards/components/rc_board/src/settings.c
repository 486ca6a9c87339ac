#include "rc_board/settings.h"

#include <stdio.h>
#include <string.h>

#include "bootloader_random.h"
#include "esp_random.h"
#include "nvs.h"
#include "rc/json.h"
#include "rc/link.h"

#define SPACE RC_SETTINGS_SPACE
#define SETUP_WORD "setup-word"

enum { URL, DEVICE, KEY, DDNS_SERVER, DDNS_HOST, DDNS_USER, DDNS_PASSWORD, FIELDS };

/* The name is that of the JSON and, since none is longer than 15 characters, that of NVS too. */
static const struct {
    const char *name;
    size_t offset, size;
} fields[FIELDS] = {
#define FIELD(name, member) {name, offsetof(rc_settings, member), sizeof ((rc_settings *)0)->member}
    [URL] = FIELD("url", url),
    [DEVICE] = FIELD("device", device),
    [KEY] = FIELD("key", key),
    [DDNS_SERVER] = FIELD("ddnsServer", ddns_server),
    [DDNS_HOST] = FIELD("ddnsHost", ddns_host),
    [DDNS_USER] = FIELD("ddnsUser", ddns_user),
    [DDNS_PASSWORD] = FIELD("ddnsPassword", ddns_password),
#undef FIELD
};

static char *field(rc_settings *settings, int i)
{
    return (char *)settings + fields[i].offset;
}

static bool read_text(const char *name, char *out, size_t size)
{
    nvs_handle_t nvs;
    out[0] = 0;
    if (nvs_open(SPACE, NVS_READONLY, &nvs) != ESP_OK) return false;
    bool found = nvs_get_str(nvs, name, out, &size) == ESP_OK;
    nvs_close(nvs);
    if (!found) out[0] = 0;
    return found;
}

static bool write_text(const char *name, const char *text)
{
    nvs_handle_t nvs;
    if (nvs_open(SPACE, NVS_READWRITE, &nvs) != ESP_OK) return false;
    bool written = nvs_set_str(nvs, name, text) == ESP_OK && nvs_commit(nvs) == ESP_OK;
    nvs_close(nvs);
    return written;
}

void rc_settings_load(rc_settings *settings)
{
    for (int i = 0; i < FIELDS; i++) read_text(fields[i].name, field(settings, i), fields[i].size);
}

bool rc_settings_complete(const rc_settings *settings)
{
    return settings->url[0] != 0 && settings->device[0] != 0 && settings->key[0] != 0;
}

static void keep_first(void *context, const char *sentence)
{
    static char first[120];
    const char **wrong = context;
    if (*wrong != NULL) return;
    snprintf(first, sizeof first, "%s", sentence);
    *wrong = first;
}

const char *rc_settings_accept(const char *json, size_t length)
{
    const char *names[FIELDS];
    rc_json_value values[FIELDS];
    static rc_settings told; /* provisioning is one task, once */
    for (int i = 0; i < FIELDS; i++) names[i] = fields[i].name;
    if (rc_json_read(json, length, names, values, FIELDS) != RC_JSON_GOOD) return "This is not one JSON object.";

    memset(&told, 0, sizeof told);
    for (int i = 0; i < FIELDS; i++) {
        if (values[i].kind == RC_JSON_ABSENT) continue;
        if (!rc_json_text(&values[i], field(&told, i), fields[i].size)) return "A value is no text, or too long.";
    }
    if (!rc_settings_complete(&told)) return "url, device and key are needed.";
    if (strncmp(told.url, "wss://", 6) != 0 && strncmp(told.url, "ws://", 5) != 0)
        return "url must begin with wss:// or ws:// and end with /ws/device.";

    const char *wrong = NULL;
    rc_link_config link = {.device_id = told.device, .key = told.key, .firmware = "0"};
    rc_link_config_check(&link, keep_first, &wrong);
    if (wrong != NULL) return wrong;

    for (int i = 0; i < FIELDS; i++)
        if (!write_text(fields[i].name, field(&told, i))) return "The settings could not be written.";
    return NULL;
}

void rc_settings_forget(void)
{
    nvs_handle_t nvs;
    if (nvs_open(SPACE, NVS_READWRITE, &nvs) != ESP_OK) return;
    nvs_erase_all(nvs);
    nvs_commit(nvs);
    nvs_close(nvs);
}

void rc_settings_setup_word(char word[9])
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789a"; /* 32, none that looks like another */
    if (read_text(SETUP_WORD, word, 9) && strlen(word) == 8) return;

    /* Before the radio runs, esp_random has no entropy of its own: borrow the ADC's, as ESP-IDF's random.rst says. */
    uint8_t bytes[8];
    bootloader_random_enable();
    esp_fill_random(bytes, sizeof bytes);
    bootloader_random_disable();
    for (int i = 0; i < 8; i++) word[i] = letters[bytes[i] & 31];
    word[8] = 0;
    write_text(SETUP_WORD, word);
}
