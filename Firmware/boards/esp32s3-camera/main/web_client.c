#include "web_client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "esp_crt_bundle.h"
#include "esp_http_client.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "rc_board/board.h"

#define PATH_MAX_LENGTH 400
#define ANSWER_MAX 256
#define PATIENCE_MS 10000

static rc_camera *core;
static const rc_settings *settings;
static TaskHandle_t task;
static char asked_path[PATH_MAX_LENGTH]; /* under the core's mutex */

static int get(const char *path, char *body, int *length)
{
    static char url[sizeof settings->ddns_server + PATH_MAX_LENGTH + 10], agent[64];
    snprintf(url, sizeof url, "https://%s%s", settings->ddns_server, path);
    snprintf(agent, sizeof agent, "RcFleet camera/%s", rc_board_version()); /* dyndns2 providers refuse nameless clients */
    const esp_http_client_config_t config = {
        .url = url,
        .username = settings->ddns_user,
        .password = settings->ddns_password,
        .auth_type = HTTP_AUTH_TYPE_BASIC,
        .user_agent = agent,
        .crt_bundle_attach = esp_crt_bundle_attach,
        .timeout_ms = PATIENCE_MS,
        .disable_auto_redirect = true, /* the password goes to this host only */
        .max_authorization_retries = -1,
    };
    int status = 0;
    *length = 0;
    esp_http_client_handle_t client = esp_http_client_init(&config);
    if (client == NULL) return 0;
    if (esp_http_client_open(client, 0) == ESP_OK && esp_http_client_fetch_headers(client) >= 0) {
        status = esp_http_client_get_status_code(client);
        int read = esp_http_client_read_response(client, body, ANSWER_MAX);
        *length = read > 0 ? read : 0;
    }
    esp_http_client_cleanup(client);
    return status;
}

static void serve(void *unused)
{
    (void)unused;
    static char path[PATH_MAX_LENGTH], body[ANSWER_MAX];
    for (;;) {
        ulTaskNotifyTake(pdTRUE, portMAX_DELAY);
        rc_core_lock();
        memcpy(path, asked_path, sizeof path);
        rc_core_unlock();
        int length;
        int status = get(path, body, &length);
        rc_core_lock();
        rc_camera_web_answered(core, status, body, (size_t)length);
        rc_core_unlock();
    }
}

void web_client_get(void *context, const char *path)
{
    (void)context;
    snprintf(asked_path, sizeof asked_path, "%s", path);
    xTaskNotifyGive(task);
}

bool web_client_start(rc_camera *camera, const rc_settings *from)
{
    core = camera;
    settings = from;
    if (from->ddns_server[0] == 0 || from->ddns_host[0] == 0) return false;
    if (xTaskCreate(serve, "web", 8192, NULL, 4, &task) != pdPASS) abort();
    return true;
}
