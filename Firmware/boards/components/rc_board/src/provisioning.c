#include "rc_board/provisioning.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "esp_log.h"
#include "esp_mac.h"
#include "esp_system.h"
#include "esp_wifi.h"
#include "network_provisioning/manager.h"
#include "network_provisioning/scheme_softap.h"
#include "rc_board/light.h"

#define ENDPOINT "custom-data" /* the name that Espressif's esp_prov.py sends --custom_data to */

static const char tag[] = "provisioning";

/* `outbuf` is freed by protocomm. */
static esp_err_t on_settings(
    uint32_t session, const uint8_t *in, ssize_t in_length, uint8_t **out, ssize_t *out_length, void *unused)
{
    (void)session;
    (void)unused;
    const char *wrong = in != NULL && in_length > 0 ? rc_settings_accept((const char *)in, (size_t)in_length) : "Nothing came.";
    const char *answer = wrong != NULL ? wrong : "Saved.";
    if (wrong != NULL) ESP_LOGW(tag, "refused: %s", wrong);

    *out_length = (ssize_t)strlen(answer);
    *out = malloc((size_t)*out_length);
    if (*out == NULL) return ESP_ERR_NO_MEM;
    memcpy(*out, answer, (size_t)*out_length);
    return ESP_OK;
}

static network_prov_mgr_config_t manager(void)
{
    network_prov_mgr_config_t config = {
        .scheme = network_prov_scheme_softap,
        .scheme_event_handler = NETWORK_PROV_EVENT_HANDLER_NONE,
        .app_event_handler = NETWORK_PROV_EVENT_HANDLER_NONE,
    };
    return config;
}

void rc_provisioning_run(const rc_settings *settings)
{
    bool has_wifi = false;
    ESP_ERROR_CHECK(network_prov_mgr_init(manager()));
    ESP_ERROR_CHECK(network_prov_mgr_is_wifi_provisioned(&has_wifi));
    if (has_wifi && rc_settings_complete(settings)) {
        ESP_ERROR_CHECK(network_prov_mgr_deinit());
        return;
    }

    char word[9], name[24];
    uint8_t mac[6] = {0};
    rc_settings_setup_word(word);
    esp_read_mac(mac, ESP_MAC_WIFI_STA);
    snprintf(name, sizeof name, "RcFleet-%02x%02x%02x", mac[3], mac[4], mac[5]);
    ESP_LOGW(tag, "not provisioned: join the Wi-Fi \"%s\" with the password \"%s\"; the same word is the pop", name, word);

    /* The word is both the access point's password and the proof of possession of security 1 (X25519 and AES). */
    rc_light_show(RC_LIGHT_SETUP);
    ESP_ERROR_CHECK(network_prov_mgr_endpoint_create(ENDPOINT));
    ESP_ERROR_CHECK(network_prov_mgr_start_provisioning(NETWORK_PROV_SECURITY_1, word, name, word));
    ESP_ERROR_CHECK(network_prov_mgr_endpoint_register(ENDPOINT, on_settings, NULL));
    network_prov_mgr_wait();
    esp_restart();
}

void rc_provisioning_forget(void)
{
    ESP_LOGW(tag, "forgetting Wi-Fi, server and key");
    rc_settings_forget();
    esp_wifi_restore();
    esp_restart();
}
