#include "camera/local_address.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void local_address(char *out, size_t size, const char *host, int port)
{
    snprintf(out, size, "127.0.0.1");
    char service[8], text[64];
    snprintf(service, sizeof service, "%d", port);
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_DGRAM}, *found;
    if (getaddrinfo(host, service, &hints, &found) != 0) return;

    /* Connecting a UDP socket sends nothing; it asks the routing table. */
    int probe = socket(found->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct sockaddr_storage own;
    socklen_t length = sizeof own;
    if (probe >= 0 && connect(probe, found->ai_addr, found->ai_addrlen) == 0
        && getsockname(probe, (struct sockaddr *)&own, &length) == 0
        && getnameinfo((struct sockaddr *)&own, length, text, sizeof text, NULL, 0, NI_NUMERICHOST) == 0)
        snprintf(out, size, own.ss_family == AF_INET6 ? "[%s]" : "%s", text);
    if (probe >= 0) close(probe);
    freeaddrinfo(found);
}
