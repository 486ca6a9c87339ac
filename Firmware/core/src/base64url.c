#include "rc/mac.h"

static int six(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool rc_base64url_decode(const char *text, size_t length, uint8_t *out, size_t size)
{
    if (length != (size * 8 + 5) / 6) return false;
    uint32_t bits = 0;
    int count = 0;
    size_t wrote = 0;
    for (size_t i = 0; i < length; i++) {
        int value = six(text[i]);
        if (value < 0) return false;
        bits = bits << 6 | (uint32_t)value;
        count += 6;
        if (count >= 8) {
            count -= 8;
            out[wrote++] = (uint8_t)(bits >> count);
            bits &= (1u << count) - 1;
        }
    }

    return wrote == size && bits == 0;
}
