/* Stands for ESP-IDF 5.5 components/tcp_transport/include/esp_transport_ws.h. Only what the boards use; see README.md. */
#ifndef STUB_ESP_TRANSPORT_WS_H
#define STUB_ESP_TRANSPORT_WS_H

typedef enum ws_transport_opcodes {
    WS_TRANSPORT_OPCODES_CONT = 0x00,
    WS_TRANSPORT_OPCODES_TEXT = 0x01,
    WS_TRANSPORT_OPCODES_BINARY = 0x02,
    WS_TRANSPORT_OPCODES_CLOSE = 0x08,
    WS_TRANSPORT_OPCODES_PING = 0x09,
    WS_TRANSPORT_OPCODES_PONG = 0x0a,
    WS_TRANSPORT_OPCODES_FIN = 0x80,
    WS_TRANSPORT_OPCODES_NONE = 0x100,
} ws_transport_opcodes_t;

#endif
