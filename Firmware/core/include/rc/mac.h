#ifndef RC_MAC_H
#define RC_MAC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** HMAC-SHA256 cut to 16 bytes, through PSA: the one API that mbedTLS 2.28, 3.6 and ESP-IDF 6 share. */
#define RC_MAC_SIZE 16

/** A key in the PSA store. */
typedef struct rc_mac_key {
    bool set;
    uint32_t id;
} rc_mac_key;

/** Once, before the first key. False: the crypto library does not start, and no stream will ever open. */
bool rc_mac_start(void);

/** Replaces the key. False if the store refuses it; then there is none. */
bool rc_mac_set_key(rc_mac_key *key, const uint8_t bytes[32]);

/** Whether `mac` is that of `text`, in constant time. */
bool rc_mac_fits(const rc_mac_key *key, const void *text, size_t length, const uint8_t mac[RC_MAC_SIZE]);

/** Base64url without padding (RFC 4648, 5), canonical only: exactly `size` bytes, no stray bits. */
bool rc_base64url_decode(const char *text, size_t length, uint8_t *out, size_t size);

#endif
