/* Stands for ESP-IDF 5.5 components/esp_http_client/include/esp_http_client.h. Only what the boards use; see README.md. */
#ifndef STUB_ESP_HTTP_CLIENT_H
#define STUB_ESP_HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "esp_err.h"

typedef struct esp_http_client *esp_http_client_handle_t;

typedef enum {
    HTTP_AUTH_TYPE_NONE = 0,
    HTTP_AUTH_TYPE_BASIC,
    HTTP_AUTH_TYPE_DIGEST,
} esp_http_client_auth_type_t;

/* Some of the real one's members, in its order. */
typedef struct {
    const char *url;
    const char *username;
    const char *password;
    esp_http_client_auth_type_t auth_type;
    const char *user_agent;
    int timeout_ms;
    bool disable_auto_redirect;
    int max_authorization_retries;
    esp_err_t (*crt_bundle_attach)(void *conf);
} esp_http_client_config_t;

esp_http_client_handle_t esp_http_client_init(const esp_http_client_config_t *config);
esp_err_t esp_http_client_open(esp_http_client_handle_t client, int write_len);
int64_t esp_http_client_fetch_headers(esp_http_client_handle_t client);
int esp_http_client_get_status_code(esp_http_client_handle_t client);
int esp_http_client_read_response(esp_http_client_handle_t client, char *buffer, int len);
esp_err_t esp_http_client_cleanup(esp_http_client_handle_t client);

#endif
