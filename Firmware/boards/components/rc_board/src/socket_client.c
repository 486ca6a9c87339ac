#include "socket_notes.h"

#include "esp_crt_bundle.h"
#include "esp_event.h"
#include "esp_log.h"
#include "esp_websocket_client.h"

#define SEND_TEXT_MS 500 /* a close must still be reported within a second */
#define SEND_FRAME_MS 2000
#define SEND_CLOSE_MS 300

static esp_websocket_client_handle_t client; /* the worker's */

static int end_code(const esp_websocket_event_data_t *data)
{
    int status = data->error_handle.esp_ws_handshake_status_code;
    if (data->close_status_code != 0) return data->close_status_code;
    return status >= 400 && status <= 599 ? status : 0;
}

static void on_data(uint32_t attempt, const esp_websocket_event_data_t *data)
{
    static bool binary; /* a continuation does not say what it continues */
    switch (data->op_code) {
    case WS_TRANSPORT_OPCODES_TEXT:
    case WS_TRANSPORT_OPCODES_BINARY:
    case WS_TRANSPORT_OPCODES_CONT: {
        bool starts = data->op_code != WS_TRANSPORT_OPCODES_CONT && data->payload_offset == 0;
        if (starts) binary = data->op_code == WS_TRANSPORT_OPCODES_BINARY;
        rc_piece piece = {
            .data = data->data_ptr,
            .length = (size_t)data->data_len,
            .binary = binary,
            .first = starts,
            .last = data->fin && data->payload_offset + data->data_len >= data->payload_len,
        };
        rc_socket_received(attempt, &piece);
        break;
    }
    case WS_TRANSPORT_OPCODES_CLOSE: {
        /* Now, not when the TCP connection ends up to a second later. */
        const uint8_t *body = (const uint8_t *)data->data_ptr;
        rc_socket_ended(attempt, data->data_len >= 2 ? body[0] << 8 | body[1] : 0);
        break;
    }
    default: rc_socket_heard(attempt); break; /* ping, pong */
    }
}

static void on_event(void *argument, esp_event_base_t base, int32_t event, void *event_data)
{
    (void)base;
    uint32_t attempt = (uint32_t)(uintptr_t)argument;
    switch (event) {
    case WEBSOCKET_EVENT_CONNECTED: rc_socket_opened(attempt); break;
    case WEBSOCKET_EVENT_DATA: on_data(attempt, event_data); break;
    case WEBSOCKET_EVENT_DISCONNECTED:
    case WEBSOCKET_EVENT_CLOSED:
    case WEBSOCKET_EVENT_FINISH: rc_socket_ended(attempt, end_code(event_data)); break;
    default: break;
    }
}

void rc_client_drop(void)
{
    if (client != NULL) esp_websocket_client_destroy(client);
    client = NULL;
}

void rc_client_connect(const char *url, const char *headers, uint32_t attempt, int buffer_size)
{
    rc_client_drop();
    esp_websocket_client_config_t config = {
        .uri = url,
        .headers = headers,
        .crt_bundle_attach = esp_crt_bundle_attach,
        .disable_auto_reconnect = true, /* nor after a clean close: when to come back is the core's decision */
        .enable_close_reconnect = false,
        .network_timeout_ms = 5000,
        .ping_interval_sec = 2,
        .pingpong_timeout_sec = 5,
        .buffer_size = buffer_size,
        .task_stack = 6144,
        .task_prio = 12,
        .keep_alive_enable = true,
        .keep_alive_idle = 5,
        .keep_alive_interval = 2,
        .keep_alive_count = 3,
    };
    client = esp_websocket_client_init(&config);
    if (client == NULL ||
        esp_websocket_register_events(client, WEBSOCKET_EVENT_ANY, on_event, (void *)(uintptr_t)attempt) != ESP_OK ||
        esp_websocket_client_start(client) != ESP_OK) {
        ESP_LOGE("socket", "the client does not start");
        rc_socket_ended(attempt, 0);
    }
}

void rc_client_send_text(const char *text, size_t length)
{
    if (client != NULL) esp_websocket_client_send_text(client, text, (int)length, pdMS_TO_TICKS(SEND_TEXT_MS));
}

void rc_client_send_frame(const rc_frame_slot *slot)
{
    if (client == NULL) return;
    esp_websocket_client_send_bin(client, (const char *)slot->bytes, (int)slot->length, pdMS_TO_TICKS(SEND_FRAME_MS));
}

void rc_client_send_close(uint16_t code)
{
    /* Not esp_websocket_client_close_with_code: it waits for lock and network without a limit. */
    uint8_t body[2] = {(uint8_t)(code >> 8), (uint8_t)code};
    if (client != NULL)
        esp_websocket_client_send_with_opcode(
            client, WS_TRANSPORT_OPCODES_CLOSE, body, sizeof body, pdMS_TO_TICKS(SEND_CLOSE_MS));
}
