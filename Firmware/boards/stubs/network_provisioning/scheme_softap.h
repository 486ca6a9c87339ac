/* Stands for network_provisioning 1.2.4 include/network_provisioning/scheme_softap.h. Only what the boards use; see README.md. */
#ifndef STUB_NETWORK_PROVISIONING_SCHEME_SOFTAP_H
#define STUB_NETWORK_PROVISIONING_SCHEME_SOFTAP_H

#include "network_provisioning/manager.h"

extern const network_prov_scheme_t network_prov_scheme_softap;

#endif
