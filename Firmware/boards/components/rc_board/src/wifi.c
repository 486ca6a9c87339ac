#include "rc_board/wifi.h"

#include <stdatomic.h>
#include <stdio.h>

#include "esp_event.h"
#include "esp_log.h"
#include "esp_netif.h"
#include "esp_timer.h"
#include "esp_wifi.h"

#define SOONEST_MS 250
#define LATEST_MS 8000

static const char tag[] = "wifi";
static rc_wifi_address tell_address;
static esp_timer_handle_t again;
static uint32_t wait_ms = SOONEST_MS;
static atomic_bool joined;
static atomic_int signal_dbm;

static void connect_again(void *unused)
{
    (void)unused;
    esp_wifi_connect();
}

static void on_wifi(void *unused, esp_event_base_t base, int32_t event, void *event_data)
{
    (void)unused;
    (void)base;
    if (event == WIFI_EVENT_STA_START) esp_wifi_connect();
    if (event != WIFI_EVENT_STA_DISCONNECTED) return;

    const wifi_event_sta_disconnected_t *lost = event_data;
    ESP_LOGW(tag, "not joined, reason %d; next attempt in %u ms", lost->reason, (unsigned)wait_ms);
    atomic_store(&joined, false);
    esp_timer_stop(again);
    esp_timer_start_once(again, (uint64_t)wait_ms * 1000);
    wait_ms = wait_ms * 2 < LATEST_MS ? wait_ms * 2 : LATEST_MS;
}

static void on_address(void *unused, esp_event_base_t base, int32_t event, void *event_data)
{
    (void)unused;
    (void)base;
    (void)event;
    const ip_event_got_ip_t *got = event_data;
    char address[16];
    snprintf(address, sizeof address, IPSTR, IP2STR(&got->ip_info.ip));
    ESP_LOGI(tag, "joined, address %s", address);
    wait_ms = SOONEST_MS;
    atomic_store(&joined, true);
    if (tell_address != NULL) tell_address(address);
}

void rc_wifi_prepare(void)
{
    esp_netif_create_default_wifi_sta();
    esp_netif_create_default_wifi_ap();
    wifi_init_config_t config = WIFI_INIT_CONFIG_DEFAULT();
    ESP_ERROR_CHECK(esp_wifi_init(&config));
}

void rc_wifi_join(rc_wifi_address address)
{
    tell_address = address;
    const esp_timer_create_args_t timer = {.callback = connect_again, .name = "wifi"};
    ESP_ERROR_CHECK(esp_timer_create(&timer, &again));
    ESP_ERROR_CHECK(esp_event_handler_register(WIFI_EVENT, ESP_EVENT_ANY_ID, on_wifi, NULL));
    ESP_ERROR_CHECK(esp_event_handler_register(IP_EVENT, IP_EVENT_STA_GOT_IP, on_address, NULL));
    ESP_ERROR_CHECK(esp_wifi_set_mode(WIFI_MODE_STA));
    ESP_ERROR_CHECK(esp_wifi_start());
    /* Asleep between beacons, the radio would hand a stop over up to a beacon interval (about 100 ms) late. */
    ESP_ERROR_CHECK(esp_wifi_set_ps(WIFI_PS_NONE));
}

bool rc_wifi_joined(void)
{
    return atomic_load(&joined);
}

int32_t rc_wifi_rssi(void *context)
{
    (void)context;
    return atomic_load(&signal_dbm);
}

void rc_wifi_poll(void)
{
    int dbm = 0;
    bool known = rc_wifi_joined() && esp_wifi_sta_get_rssi(&dbm) == ESP_OK && dbm < 0 && dbm >= -127;
    atomic_store(&signal_dbm, known ? dbm : 0);
}
