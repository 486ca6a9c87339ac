#ifndef RC_DDNS_H
#define RC_DDNS_H

#include "rc/hal.h"

/**
 * Keeps a dynamic DNS name on this camera's public address, by the dyndns2 protocol
 * (https://help.dyn.com/remote-access-api/). Updates only on change; obeys the answers; what it must wait for survives
 * reboots, because an update at every brown-out is how a name gets blocked for abuse. Knows when a name would be of no
 * use: behind a carrier's NAT nobody can connect, whatever the name says.
 */
typedef struct rc_ddns_config {
    const char *hostname; /**< The name to keep, 1 to 253 characters; NULL or empty: no dynamic DNS. */
    uint16_t port;        /**< The router's port that leads to the camera, 1 to 65535. Default 8080. */
} rc_ddns_config;

/** Reports every error of the configuration; true if there was none. */
bool rc_ddns_config_check(const rc_ddns_config *config, rc_report report, void *context);

typedef enum rc_ddns_state {
    RC_DDNS_OFF,         /**< [off] Not configured. */
    RC_DDNS_UNKNOWN,     /**< [unknown] The server has not told address and time yet. */
    RC_DDNS_PRIVATE,     /**< [private] The server is in the same network: there is no public address to publish. */
    RC_DDNS_CGNAT,       /**< [cgnat] Behind a carrier's NAT: not reachable, no update is made. */
    RC_DDNS_WAITING,     /**< [waiting] An update is due later: a failure, or the provider asked to wait. */
    RC_DDNS_UPDATING,    /**< [updating] A request is on its way. */
    RC_DDNS_CURRENT,     /**< [current] The name points here. */
    RC_DDNS_REFUSED,     /**< [refused] Wrong credentials, no such name, or blocked: never again until reconfigured. */
} rc_ddns_state;

/** The word for `register`'s member `reach`. */
const char *rc_ddns_word(rc_ddns_state state);

/** What survives a reboot. */
typedef struct rc_ddns_memory {
    uint32_t format;       /* 1 */
    uint32_t config_hash;  /* another name: start over */
    uint64_t next_s;       /* no update before this, seconds since 1970 */
    uint32_t failures;
    uint8_t refused;
    char address[47];      /* that the provider confirmed last */
} rc_ddns_memory;

typedef struct rc_ddns {
    rc_ddns_config config;
    const rc_hal *hal;
    rc_ddns_state state;
    rc_ddns_memory memory;
    char observed[46];     /* what the server sees */
    char router[46];       /* what the router calls its own, if it says */
    char pending[46];      /* in the request on its way */
    int64_t asked_ms;
} rc_ddns;

/** Loads what is remembered. */
void rc_ddns_init(rc_ddns *ddns, const rc_ddns_config *config, const rc_hal *hal);

/** The server told the address that it sees (`observedAddress`). */
void rc_ddns_observed(rc_ddns *ddns, const char *address);

/** The router told its own WAN address (by UPnP or NAT-PMP), or the board has an address of its own in 100.64/10. */
void rc_ddns_router(rc_ddns *ddns, const char *address);

/** Starts an update when one is due. `now_s`: seconds since 1970, 0 while unknown. Call about once a second. */
void rc_ddns_poll(rc_ddns *ddns, int64_t now_ms, uint64_t now_s);

/** The provider answered, or did not: `status` 0. `body` need not be terminated. */
void rc_ddns_answered(rc_ddns *ddns, uint64_t now_s, int status, const char *body, size_t length);

/** Whether an address literal is private, link-local, loopback, unique local or shared (RFC 6598). */
bool rc_address_is_private(const char *address);

/** Whether it is a carrier's shared address, 100.64.0.0/10. */
bool rc_address_is_shared(const char *address);

#endif
