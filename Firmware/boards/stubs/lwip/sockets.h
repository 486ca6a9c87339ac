/* Stands for ESP-IDF 5.5 components/lwip/include/lwip/sockets.h and lwip/src/include/lwip/sockets.h. Only what the boards use; see README.md. */
#ifndef STUB_LWIP_SOCKETS_H
#define STUB_LWIP_SOCKETS_H

#include <stdint.h>

typedef uint32_t socklen_t;

#define IPPROTO_TCP 6
#define TCP_NODELAY 0x01

int setsockopt(int s, int level, int optname, const void *opval, socklen_t optlen);

#endif
