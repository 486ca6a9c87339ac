/* Stands for network_provisioning 1.2.4 include/network_provisioning/manager.h, with Wi-Fi and security 1. Only what the boards use; see README.md. */
#ifndef STUB_NETWORK_PROVISIONING_MANAGER_H
#define STUB_NETWORK_PROVISIONING_MANAGER_H

#include <stdbool.h>
#include <stddef.h>
#include "esp_event.h"
#include "protocomm.h"

typedef enum {
    NETWORK_PROV_INIT,
} network_prov_cb_event_t;

typedef void (*network_prov_cb_func_t)(void *user_data, network_prov_cb_event_t event, void *event_data);

typedef struct {
    network_prov_cb_func_t event_cb;
    void *user_data;
} network_prov_event_handler_t;

#define NETWORK_PROV_EVENT_HANDLER_NONE {.event_cb = NULL, .user_data = NULL}

/* Opaque to the boards. */
typedef struct network_prov_scheme {
    void *(*new_config)(void);
} network_prov_scheme_t;

/* Some of the real one's members, in its order. */
typedef struct {
    network_prov_scheme_t scheme;
    network_prov_event_handler_t scheme_event_handler;
    network_prov_event_handler_t app_event_handler;
} network_prov_mgr_config_t;

typedef enum network_prov_security {
    NETWORK_PROV_SECURITY_1 = 1,
} network_prov_security_t;

esp_err_t network_prov_mgr_init(network_prov_mgr_config_t config);
esp_err_t network_prov_mgr_deinit(void);
esp_err_t network_prov_mgr_is_wifi_provisioned(bool *provisioned);
esp_err_t network_prov_mgr_start_provisioning(
    network_prov_security_t security, const void *network_prov_sec_params, const char *service_name,
    const char *service_key);
void network_prov_mgr_wait(void);
esp_err_t network_prov_mgr_endpoint_create(const char *ep_name);
esp_err_t network_prov_mgr_endpoint_register(
    const char *ep_name, protocomm_req_handler_t handler, void *user_ctx);

#endif
