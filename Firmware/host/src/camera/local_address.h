#ifndef CAMERA_LOCAL_ADDRESS_H
#define CAMERA_LOCAL_ADDRESS_H

#include <stddef.h>

/* The address of ours that faces a host: what others on the network reach the camera by. "127.0.0.1" without a route. */
void local_address(char *out, size_t size, const char *host, int port);

#endif
