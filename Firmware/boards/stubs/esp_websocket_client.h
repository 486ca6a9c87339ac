/* Stands for esp_websocket_client 1.8.0 include/esp_websocket_client.h. Only what the boards use; see README.md. */
#ifndef STUB_ESP_WEBSOCKET_CLIENT_H
#define STUB_ESP_WEBSOCKET_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "esp_err.h"
#include "esp_event.h"
#include "esp_transport_ws.h"
#include "freertos/FreeRTOS.h"

typedef struct esp_websocket_client *esp_websocket_client_handle_t;

/* With the numbers of ESP-IDF 5.5; 6.0 has one more between. */
typedef enum {
    WEBSOCKET_EVENT_ANY = -1,
    WEBSOCKET_EVENT_ERROR = 0,
    WEBSOCKET_EVENT_CONNECTED,
    WEBSOCKET_EVENT_DISCONNECTED,
    WEBSOCKET_EVENT_DATA,
    WEBSOCKET_EVENT_CLOSED,
    WEBSOCKET_EVENT_BEFORE_CONNECT,
    WEBSOCKET_EVENT_BEGIN,
    WEBSOCKET_EVENT_FINISH,
    WEBSOCKET_EVENT_MAX
} esp_websocket_event_id_t;

/* Some of the real one's members. */
typedef struct {
    int esp_ws_handshake_status_code;
} esp_websocket_error_codes_t;

typedef struct {
    const char *data_ptr;
    int data_len;
    bool fin;
    uint8_t op_code;
    esp_websocket_client_handle_t client;
    void *user_context;
    int payload_len;
    int payload_offset;
    esp_websocket_error_codes_t error_handle;
    int close_status_code;
} esp_websocket_event_data_t;

/* Some of the real one's members, in its order. */
typedef struct {
    const char *uri;
    bool disable_auto_reconnect;
    bool enable_close_reconnect;
    int task_prio;
    int task_stack;
    int buffer_size;
    const char *headers;
    int pingpong_timeout_sec;
    esp_err_t (*crt_bundle_attach)(void *conf);
    bool keep_alive_enable;
    int keep_alive_idle;
    int keep_alive_interval;
    int keep_alive_count;
    int network_timeout_ms;
    size_t ping_interval_sec;
} esp_websocket_client_config_t;

esp_websocket_client_handle_t esp_websocket_client_init(const esp_websocket_client_config_t *config);
esp_err_t esp_websocket_client_start(esp_websocket_client_handle_t client);
esp_err_t esp_websocket_client_destroy(esp_websocket_client_handle_t client);
int esp_websocket_client_send_bin(
    esp_websocket_client_handle_t client, const char *data, int len, TickType_t timeout);
int esp_websocket_client_send_text(
    esp_websocket_client_handle_t client, const char *data, int len, TickType_t timeout);
int esp_websocket_client_send_with_opcode(
    esp_websocket_client_handle_t client, ws_transport_opcodes_t opcode, const uint8_t *data, int len, TickType_t timeout);
esp_err_t esp_websocket_register_events(
    esp_websocket_client_handle_t client, esp_websocket_event_id_t event, esp_event_handler_t event_handler,
    void *event_handler_arg);

#endif
