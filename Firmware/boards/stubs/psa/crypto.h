/* Stands for the PSA header of Mbed TLS 3.6, ESP-IDF 5.5 components/mbedtls/mbedtls/include/psa/crypto.h. Only what the boards use; see README.md. */
#ifndef STUB_PSA_CRYPTO_H
#define STUB_PSA_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int32_t psa_status_t;
typedef uint32_t psa_key_id_t;
typedef uint32_t psa_algorithm_t;
typedef uint16_t psa_key_type_t;
typedef uint32_t psa_key_usage_t;

typedef struct psa_key_attributes_s {
    psa_key_type_t type;
    psa_key_usage_t usage;
    psa_algorithm_t algorithm;
} psa_key_attributes_t;

#define PSA_SUCCESS ((psa_status_t)0)
#define PSA_KEY_ATTRIBUTES_INIT {0, 0, 0}
#define PSA_KEY_TYPE_HMAC ((psa_key_type_t)0x1100)
#define PSA_KEY_USAGE_VERIFY_MESSAGE ((psa_key_usage_t)0x00000800)
#define PSA_ALG_HASH_MASK ((psa_algorithm_t)0x000000ff)
#define PSA_ALG_SHA_256 ((psa_algorithm_t)0x02000009)
#define PSA_ALG_HMAC_BASE ((psa_algorithm_t)0x03800000)
#define PSA_ALG_HMAC(hash_alg) (PSA_ALG_HMAC_BASE | ((hash_alg)&PSA_ALG_HASH_MASK))
#define PSA_ALG_MAC_TRUNCATION_MASK ((psa_algorithm_t)0x003f0000)
#define PSA_ALG_TRUNCATED_MAC(mac_alg, mac_length) \
    (((mac_alg) & ~PSA_ALG_MAC_TRUNCATION_MASK) | ((mac_length) << 16 & PSA_ALG_MAC_TRUNCATION_MASK))

psa_status_t psa_crypto_init(void);
void psa_set_key_usage_flags(psa_key_attributes_t *attributes, psa_key_usage_t usage_flags);
void psa_set_key_algorithm(psa_key_attributes_t *attributes, psa_algorithm_t alg);
void psa_set_key_type(psa_key_attributes_t *attributes, psa_key_type_t type);
psa_status_t psa_import_key(
    const psa_key_attributes_t *attributes, const uint8_t *data, size_t data_length, psa_key_id_t *key);
psa_status_t psa_destroy_key(psa_key_id_t key);
psa_status_t psa_mac_verify(
    psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length, const uint8_t *mac,
    size_t mac_length);

#endif
