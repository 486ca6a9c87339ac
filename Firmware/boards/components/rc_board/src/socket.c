#include "rc_board/socket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "esp_log.h"
#include "esp_timer.h"
#include "freertos/FreeRTOS.h"
#include "freertos/semphr.h"
#include "freertos/task.h"
#include "rc_board/board.h"
#include "socket_notes.h"

#define OPEN_BIT 1u
#define TEXT_BIT 2u
#define FRAME_BIT 4u
#define CLOSE_BIT 8u
#define ENDED_BIT 16u
#define CLOSE_HANGS_MS 700

static const rc_socket_owner *owner;
static rc_frame_slot *frames;
static const char *url;
static char headers[256];
static TaskHandle_t worker;
static StaticSemaphore_t gate_memory;
static SemaphoreHandle_t gate;

/* Changed under the gate; `attempt`, `live` and `open` under the core's mutex as well. */
static struct {
    uint32_t attempt; /* events of another one are not ours any more */
    bool live;        /* the core waits to be told the end of this attempt */
    bool open;
    uint16_t close_code;
    int64_t close_us; /* asked for then, or 0 */
    size_t text_length;
    char text[RC_SOCKET_TEXT_MAX];
} notes;

/* With the core's mutex. */
static void set(bool live, bool open)
{
    xSemaphoreTake(gate, portMAX_DELAY);
    if (live && !notes.live) notes.attempt++;
    notes.live = live;
    notes.open = open;
    if (!open) {
        notes.close_us = 0;
        notes.text_length = 0;
    }
    xSemaphoreGive(gate);
}

static bool is_current(uint32_t attempt)
{
    return notes.live && notes.attempt == attempt;
}

void rc_socket_opened(uint32_t attempt)
{
    rc_core_lock();
    if (is_current(attempt)) {
        set(true, true);
        owner->opened();
    }
    rc_core_unlock();
}

void rc_socket_received(uint32_t attempt, const rc_piece *piece)
{
    rc_core_lock();
    if (is_current(attempt)) owner->received(piece);
    rc_core_unlock();
}

void rc_socket_heard(uint32_t attempt)
{
    rc_core_lock();
    if (is_current(attempt)) owner->heard();
    rc_core_unlock();
}

void rc_socket_ended(uint32_t attempt, int code)
{
    rc_core_lock();
    if (is_current(attempt)) {
        set(false, false);
        owner->closed(code);
        xTaskNotify(worker, ENDED_BIT, eSetBits);
    }
    rc_core_unlock();
}

static void work(void *unused)
{
    (void)unused;
    static char text[RC_SOCKET_TEXT_MAX];
    for (;;) {
        uint32_t bits = 0;
        xTaskNotifyWait(0, UINT32_MAX, &bits, portMAX_DELAY);

        xSemaphoreTake(gate, portMAX_DELAY);
        uint32_t attempt = notes.attempt;
        bool live = notes.live, open = notes.open, closing = notes.live && notes.close_us != 0;
        uint16_t code = notes.close_code;
        size_t length = open ? notes.text_length : 0;
        memcpy(text, notes.text, length);
        notes.text_length = 0;
        xSemaphoreGive(gate);

        if (closing) {
            if (open) rc_client_send_close(code);
            rc_socket_ended(attempt, 0);
            rc_client_drop();
        } else if ((bits & OPEN_BIT) && live) {
            rc_client_connect(url, headers, attempt, frames != NULL ? 8192 : 2048);
        } else if (!live) {
            rc_client_drop();
        } else if (length > 0) {
            rc_client_send_text(text, length);
        }
        if (frames != NULL && rc_frame_slot_full(frames)) {
            if (open && !closing) rc_client_send_frame(frames);
            rc_frame_slot_release(frames);
        }
    }
}

static void open_socket(void *context)
{
    (void)context;
    set(true, false);
    xTaskNotify(worker, OPEN_BIT, eSetBits);
}

static void leave_text(void *context, const char *text, size_t length)
{
    (void)context;
    if (length > sizeof notes.text) {
        ESP_LOGE("socket", "a message of %u bytes is too long and is not sent", (unsigned)length);
        return;
    }
    xSemaphoreTake(gate, portMAX_DELAY);
    memcpy(notes.text, text, length);
    notes.text_length = length;
    xSemaphoreGive(gate);
    xTaskNotify(worker, TEXT_BIT, eSetBits);
}

static void close_socket(void *context, uint16_t code)
{
    (void)context;
    xSemaphoreTake(gate, portMAX_DELAY);
    notes.close_code = code;
    notes.close_us = esp_timer_get_time();
    xSemaphoreGive(gate);
    xTaskNotify(worker, CLOSE_BIT, eSetBits);
}

void rc_socket_hal(rc_hal *hal)
{
    hal->socket_open = open_socket;
    hal->socket_send = leave_text;
    hal->socket_close = close_socket;
}

void rc_socket_start(const char *server, const char *key, const rc_socket_owner *whose, rc_frame_slot *slot)
{
    url = server;
    owner = whose;
    frames = slot;
    snprintf(headers, sizeof headers, "Authorization: Bearer %s\r\n", key);
    gate = xSemaphoreCreateMutexStatic(&gate_memory);
    if (xTaskCreate(work, "socket", 6144, NULL, 8, &worker) != pdPASS) abort();
}

void rc_socket_frame_waits(void)
{
    xTaskNotify(worker, FRAME_BIT, eSetBits);
}

void rc_socket_poll(void)
{
    xSemaphoreTake(gate, portMAX_DELAY);
    bool hangs = notes.live && notes.close_us != 0 && esp_timer_get_time() - notes.close_us > CLOSE_HANGS_MS * 1000;
    uint32_t attempt = notes.attempt;
    xSemaphoreGive(gate);
    if (hangs) rc_socket_ended(attempt, 0);
}
