#include "rc/ddns.h"

#include <string.h>

/* Dotted decimal of four numbers to 255. */
static bool ipv4(const char *text, uint8_t bytes[4])
{
    for (int i = 0; i < 4; i++) {
        unsigned number = 0;
        int digits = 0;
        for (; *text >= '0' && *text <= '9' && digits < 3; text++, digits++) number = number * 10 + (unsigned)(*text - '0');
        if (digits == 0 || number > 255) return false;
        bytes[i] = (uint8_t)number;
        if (*text++ != (i < 3 ? '.' : 0)) return false;
    }

    return true;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool begins(const char *text, const char *with)
{
    for (; *with != 0; text++, with++)
        if (lower(*text) != *with) return false;
    return true;
}

/* An IPv4 address that came in IPv6 form, as IPv4. */
static const char *normal(const char *address)
{
    return begins(address, "::ffff:") && strchr(address, '.') != NULL ? address + 7 : address;
}

bool rc_address_is_shared(const char *address)
{
    uint8_t b[4];
    return ipv4(normal(address), b) && b[0] == 100 && (b[1] & 0xC0) == 64;
}

bool rc_address_is_private(const char *address)
{
    uint8_t b[4];
    address = normal(address);
    if (ipv4(address, b))
        return b[0] == 10 || b[0] == 127 || (b[0] == 172 && (b[1] & 0xF0) == 16) || (b[0] == 192 && b[1] == 168)
            || (b[0] == 169 && b[1] == 254) || rc_address_is_shared(address);
    /* ::1, fc00::/7 and fe80::/10 (RFC 4291, RFC 4193) */
    return strcmp(address, "::1") == 0 || begins(address, "fc") || begins(address, "fd") || begins(address, "fe8")
        || begins(address, "fe9") || begins(address, "fea") || begins(address, "feb");
}
