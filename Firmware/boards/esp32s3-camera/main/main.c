#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "esp_log.h"
#include "esp_system.h"
#include "esp_task_wdt.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "rc/camera.h"
#include "rc_board/board.h"
#include "rc_board/light.h"
#include "rc_board/provisioning.h"
#include "rc_board/socket.h"
#include "rc_board/update.h"
#include "rc_board/wifi.h"
#include "sdkconfig.h"
#include "sensor.h"
#include "stream_server.h"
#include "web_client.h"

#define FORGET_MS 10000

static const char tag[] = "camera";
static rc_camera camera;
static rc_settings settings;
static rc_frame_slot relay;
static rc_hal hal = {.load = rc_settings_read, .save = rc_settings_save};
static char page[sizeof settings.url + 2];

/* `wss://fleet.example/ws/device` is on the page `https://fleet.example`. */
static void find_page(void)
{
    bool secure = strncmp(settings.url, "wss://", 6) == 0;
    const char *host = settings.url + (secure ? 6 : 5);
    snprintf(page, sizeof page, "%s://%.*s", secure ? "https" : "http", (int)strcspn(host, "/?#"), host);
}

static void deliver(unsigned whom, const rc_jpeg *jpeg)
{
    if ((whom & RC_FRAME_RELAY) && rc_frame_slot_offer(&relay, jpeg)) rc_socket_frame_waits();
    if (whom & RC_FRAME_DIRECT) stream_server_offer(jpeg);
}

static void on_address(const char *address)
{
    char url[64];
    snprintf(url, sizeof url, "http://%s:%d/stream", address, CONFIG_RC_STREAM_PORT);
    rc_core_lock();
    rc_camera_stream_url(&camera, url);
    rc_core_unlock();
}

static bool may_update(void)
{
    rc_core_lock();
    bool may = rc_camera_wants(&camera) == 0 && rc_stream_gate_viewers(&camera.gate) == 0 && !camera.relay_on;
    rc_core_unlock();
    return may;
}

static bool registered(void)
{
    rc_core_lock();
    bool is = rc_link_ready(&camera.link);
    rc_core_unlock();
    return is;
}

static rc_light light(void)
{
    if (!rc_wifi_joined()) return RC_LIGHT_NO_WIFI;
    rc_core_lock();
    bool ready = rc_link_ready(&camera.link), fails = camera.sensor == RC_SENSOR_FAILED;
    bool watched = camera.relay_on || rc_stream_gate_viewers(&camera.gate) > 0;
    rc_core_unlock();
    return fails ? RC_LIGHT_FAULT : !ready ? RC_LIGHT_NO_SERVER : watched ? RC_LIGHT_ACTIVE : RC_LIGHT_READY;
}

static void keep_house(void)
{
    vTaskPrioritySet(NULL, 13); /* above the socket's client, whose TLS handshake takes a second of computing */
    ESP_ERROR_CHECK(esp_task_wdt_add(NULL));
    for (unsigned turn = 0;; turn++) {
        rc_core_lock();
        rc_camera_poll(&camera);
        rc_core_unlock();
        rc_socket_poll();
        rc_light_show(light());
        if (turn % 20 == 0) rc_wifi_poll();
        rc_settings_flush();
        if (rc_button_held_ms() >= FORGET_MS) rc_provisioning_forget();
        esp_task_wdt_reset();
        vTaskDelay(pdMS_TO_TICKS(50));
    }
}

static void opened(void) { rc_camera_socket_opened(&camera); }
static void received(const rc_piece *piece) { rc_camera_socket_received(&camera, piece); }
static void heard(void) { rc_camera_socket_heard(&camera); }
static void closed(int code) { rc_camera_socket_closed(&camera, code); }

void app_main(void)
{
    rc_light_start();
    rc_board_start();
    rc_settings_load(&settings);
    rc_wifi_prepare();
    rc_provisioning_run(&settings);

    rc_camera_config config = rc_camera_defaults();
    config.link.device_id = settings.device;
    config.link.key = settings.key;
    config.link.firmware = rc_board_version();
    config.link.reset = rc_board_reset();
    config.ddns.hostname = settings.ddns_host;
    config.ddns.port = CONFIG_RC_DDNS_PORT;
    config.fps = CONFIG_RC_FPS;
    if (!rc_camera_config_check(&config, rc_board_report, NULL)) {
        ESP_LOGE(tag, "The configuration is wrong, see above. Hold the button for 10 s to provision the board anew.");
        rc_light_show(RC_LIGHT_FAULT);
        for (int ms = 0; ms < 60000; ms += 100) {
            if (rc_button_held_ms() >= FORGET_MS) rc_provisioning_forget();
            vTaskDelay(pdMS_TO_TICKS(100));
        }
        esp_restart();
    }

    if (!rc_mac_start()) ESP_LOGE(tag, "the crypto library does not start: no direct stream");
    if (!rc_frame_slot_init(&relay)) ESP_LOGE(tag, "no PSRAM: nothing is relayed");
    static const rc_socket_owner socket_owner = {opened, received, heard, closed};
    rc_socket_start(settings.url, settings.key, &socket_owner, &relay);
    rc_board_hal(&hal);
    rc_socket_hal(&hal);
    if (web_client_start(&camera, &settings)) hal.web_get = web_client_get;
    rc_camera_init(&camera, &config, &hal);

    find_page();
    stream_server_start(&camera, page);
    sensor_start(&camera, deliver);
    rc_wifi_join(on_address);

    static const rc_update_owner update_owner = {.may_update = may_update, .registered = registered, .healthy = true};
    rc_update_start(&update_owner);
    keep_house();
}
