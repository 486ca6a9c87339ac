#include "rc/mac.h"

#include <psa/crypto.h>

#define ALGORITHM PSA_ALG_TRUNCATED_MAC(PSA_ALG_HMAC(PSA_ALG_SHA_256), RC_MAC_SIZE)

bool rc_mac_start(void)
{
    return psa_crypto_init() == PSA_SUCCESS;
}

bool rc_mac_set_key(rc_mac_key *key, const uint8_t bytes[32])
{
    if (key->set) psa_destroy_key((psa_key_id_t)key->id);
    key->set = false;

    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_HMAC);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_VERIFY_MESSAGE);
    psa_set_key_algorithm(&attributes, ALGORITHM);
    psa_key_id_t id;
    if (psa_import_key(&attributes, bytes, 32, &id) != PSA_SUCCESS) return false;
    key->id = (uint32_t)id;
    key->set = true;
    return true;
}

bool rc_mac_fits(const rc_mac_key *key, const void *text, size_t length, const uint8_t mac[RC_MAC_SIZE])
{
    if (!key->set) return false;
    return psa_mac_verify((psa_key_id_t)key->id, ALGORITHM, text, length, mac, RC_MAC_SIZE) == PSA_SUCCESS;
}
