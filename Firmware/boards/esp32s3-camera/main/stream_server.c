#include "stream_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "esp_http_server.h"
#include "esp_log.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "lwip/sockets.h"
#include "rc_board/board.h"
#include "rc_board/frame_slot.h"
#include "sdkconfig.h"

#define LOOK_MS 200

typedef struct viewer {
    TaskHandle_t task;
    httpd_req_t *request; /* NULL while nobody watches; set by the server, cleared by the task */
    atomic_bool watching;
    char origin[RC_ORIGINS_SIZE]; /* of the page that watches; empty: it may not read */
    rc_frame_slot slot;
} viewer;

static const char tag[] = "stream";
static rc_camera *core;
static const char *page_origin;
static viewer viewers[RC_VIEWERS];

static bool send_all(httpd_req_t *request, const void *bytes, size_t length)
{
    const char *at = bytes;
    while (length > 0) {
        int sent = httpd_send(request, at, length); /* gives up after send_wait_timeout */
        if (sent <= 0) return false;
        at += sent;
        length -= (size_t)sent;
    }
    return true;
}

static bool send_head(const viewer *self)
{
    char head[RC_ORIGINS_SIZE + 320];
    bool may = self->origin[0] != 0;
    int length = snprintf(head, sizeof head,
        "HTTP/1.1 200 OK\r\nContent-Type: " RC_MJPEG_CONTENT_TYPE "\r\n%s%s%sVary: Origin\r\n"
        "Cache-Control: no-store\r\nConnection: close\r\n\r\n" RC_MJPEG_FIRST,
        may ? "Access-Control-Allow-Origin: " : "", self->origin, may ? "\r\n" : "");
    return length > 0 && (size_t)length < sizeof head && send_all(self->request, head, (size_t)length);
}

static bool send_frame(httpd_req_t *request, const rc_frame_slot *slot)
{
    char part[64];
    size_t length = rc_mjpeg_part(part, sizeof part, slot->length);
    return send_all(request, part, length) && send_all(request, slot->bytes, slot->length) &&
           send_all(request, RC_MJPEG_NEXT, sizeof RC_MJPEG_NEXT - 1);
}

static bool may_see_more(int number)
{
    rc_core_lock();
    bool may = rc_camera_viewer_lives(core, number);
    rc_core_unlock();
    return may;
}

static void serve(void *argument)
{
    int number = (int)(intptr_t)argument;
    viewer *self = &viewers[number];
    for (;;) {
        ulTaskNotifyTake(pdTRUE, portMAX_DELAY);
        if (self->request == NULL) continue;
        httpd_handle_t server = self->request->handle;
        int socket = httpd_req_to_sockfd(self->request), yes = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes); /* else the end of a frame waits for an ACK */

        bool good = send_head(self);
        rc_frame_slot_release(&self->slot);
        atomic_store(&self->watching, true);
        while (good && may_see_more(number)) {
            ulTaskNotifyTake(pdTRUE, pdMS_TO_TICKS(LOOK_MS));
            if (!rc_frame_slot_full(&self->slot)) continue;
            good = send_frame(self->request, &self->slot);
            rc_frame_slot_release(&self->slot);
        }
        atomic_store(&self->watching, false);

        httpd_req_async_handler_complete(self->request);
        httpd_sess_trigger_close(server, socket);
        self->request = NULL;
        rc_core_lock();
        rc_camera_leave(core, number); /* last: only now may the place be taken again */
        rc_core_unlock();
    }
}

/* Which page's scripts may read the answer; empty: none. The server is one task, and keeps it until it has answered. */
static const char *allowed(httpd_req_t *request)
{
    static char origin[RC_ORIGINS_SIZE];
    if (httpd_req_get_hdr_value_str(request, "Origin", origin, sizeof origin) != ESP_OK) origin[0] = 0;
    rc_core_lock();
    const char *page = rc_camera_allow_origin(core, origin, page_origin);
    rc_core_unlock();
    return page == NULL ? "" : page;
}

static void set_page_headers(httpd_req_t *request)
{
    const char *page = allowed(request);
    httpd_resp_set_hdr(request, "Vary", "Origin");
    if (page[0] != 0) httpd_resp_set_hdr(request, "Access-Control-Allow-Origin", page);
}

/* A plain GET has none, but Chromium before 142 sends one from a page on the internet to a private address. */
static esp_err_t on_preflight(httpd_req_t *request)
{
    httpd_resp_set_status(request, "204 No Content");
    set_page_headers(request);
    httpd_resp_set_hdr(request, "Access-Control-Allow-Methods", "GET");
    httpd_resp_set_hdr(request, "Access-Control-Max-Age", "600");
    if (httpd_req_get_hdr_value_len(request, "Access-Control-Request-Private-Network") > 0)
        httpd_resp_set_hdr(request, "Access-Control-Allow-Private-Network", "true");
    return httpd_resp_send(request, NULL, 0);
}

static esp_err_t refuse(httpd_req_t *request, int status)
{
    httpd_resp_set_status(request, status == 401 ? "401 Unauthorized" : "503 Service Unavailable");
    set_page_headers(request);
    httpd_resp_set_hdr(request, "Cache-Control", "no-store");
    if (status != 401) httpd_resp_set_hdr(request, "Retry-After", "2");
    return httpd_resp_send(request, NULL, 0);
}

static esp_err_t on_stream(httpd_req_t *request)
{
    static char query[CONFIG_HTTPD_MAX_URI_LEN + 1], token[RC_TOKEN_MAX + 1]; /* the server is one task */
    bool has_token = httpd_req_get_url_query_str(request, query, sizeof query) == ESP_OK &&
                     httpd_query_key_value(query, "t", token, sizeof token) == ESP_OK;
    int number = -1;
    rc_core_lock();
    rc_stream_verdict verdict = rc_camera_enter(core, has_token ? token : NULL, &number);
    rc_core_unlock();
    ESP_LOGI(tag, "viewer: %s", rc_stream_verdict_word(verdict)); /* never the token */
    if (verdict != RC_STREAM_ACCEPTED) return refuse(request, rc_stream_status(verdict));

    httpd_req_t *copy = NULL;
    if (httpd_req_async_handler_begin(request, &copy) != ESP_OK) {
        rc_core_lock();
        rc_camera_leave(core, number);
        rc_core_unlock();
        return refuse(request, 503);
    }
    strcpy(viewers[number].origin, allowed(request));
    viewers[number].request = copy;
    xTaskNotifyGive(viewers[number].task);
    return ESP_OK;
}

void stream_server_offer(const rc_jpeg *jpeg)
{
    for (int i = 0; i < RC_VIEWERS; i++)
        if (atomic_load(&viewers[i].watching) && rc_frame_slot_offer(&viewers[i].slot, jpeg)) xTaskNotifyGive(viewers[i].task);
}

void stream_server_start(rc_camera *camera, const char *page)
{
    core = camera;
    page_origin = page;
    for (int i = 0; i < RC_VIEWERS; i++) {
        if (!rc_frame_slot_init(&viewers[i].slot)) ESP_LOGE(tag, "no PSRAM: viewer %d will see nothing", i);
        if (xTaskCreate(serve, "viewer", 4096, (void *)(intptr_t)i, 6, &viewers[i].task) != pdPASS) abort();
    }
    httpd_config_t config = HTTPD_DEFAULT_CONFIG();
    config.server_port = CONFIG_RC_STREAM_PORT;
    config.max_open_sockets = 5;
    config.lru_purge_enable = true; /* does not touch a viewer: esp_http_server leaves asynchronous requests alone */
    config.recv_wait_timeout = 2;
    config.send_wait_timeout = 2;
    config.stack_size = 6144;
    const httpd_uri_t stream = {.uri = "/stream", .method = HTTP_GET, .handler = on_stream};
    const httpd_uri_t preflight = {.uri = "/stream", .method = HTTP_OPTIONS, .handler = on_preflight};
    httpd_handle_t server;
    if (httpd_start(&server, &config) != ESP_OK || httpd_register_uri_handler(server, &stream) != ESP_OK ||
        httpd_register_uri_handler(server, &preflight) != ESP_OK)
        ESP_LOGE(tag, "the server does not start: no direct stream");
}
