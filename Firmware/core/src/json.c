#include "rc/json.h"

#include <string.h>

#define TEXT_MOST 65535u

static int hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* The bytes of an escaped string, one by one. Its escapes were checked when it was scanned. */
typedef struct unescaping {
    const char *at, *end;
    uint8_t pending[4];
    uint8_t count, next;
} unescaping;

static uint32_t four(const char *at)
{
    return (uint32_t)(hex(at[0]) << 12 | hex(at[1]) << 8 | hex(at[2]) << 4 | hex(at[3]));
}

static void encode(unescaping *u, uint32_t code)
{
    u->next = 0;
    if (code < 0x80) {
        u->pending[0] = (uint8_t)code;
        u->count = 1;
    } else if (code < 0x800) {
        u->pending[0] = (uint8_t)(0xC0 | code >> 6);
        u->pending[1] = (uint8_t)(0x80 | (code & 0x3F));
        u->count = 2;
    } else if (code < 0x10000) {
        u->pending[0] = (uint8_t)(0xE0 | code >> 12);
        u->pending[1] = (uint8_t)(0x80 | (code >> 6 & 0x3F));
        u->pending[2] = (uint8_t)(0x80 | (code & 0x3F));
        u->count = 3;
    } else {
        u->pending[0] = (uint8_t)(0xF0 | code >> 18);
        u->pending[1] = (uint8_t)(0x80 | (code >> 12 & 0x3F));
        u->pending[2] = (uint8_t)(0x80 | (code >> 6 & 0x3F));
        u->pending[3] = (uint8_t)(0x80 | (code & 0x3F));
        u->count = 4;
    }
}

/* The next byte, or -1 at the end. */
static int next_byte(unescaping *u)
{
    if (u->next < u->count) return u->pending[u->next++];
    if (u->at == u->end) return -1;
    if (*u->at != '\\') return (uint8_t)*u->at++;
    char c = u->at[1];
    u->at += 2;
    switch (c) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'u': break;
    default: return c; /* " \ / */
    }

    uint32_t code = four(u->at);
    u->at += 4;
    if (code >= 0xD800 && code < 0xDC00 && u->end - u->at >= 6 && u->at[0] == '\\' && u->at[1] == 'u') {
        uint32_t low = four(u->at + 2);
        if (low >= 0xDC00 && low < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            u->at += 6;
        }
    }

    if (code >= 0xD800 && code < 0xE000) code = 0xFFFD; /* half a pair: the replacement character */
    encode(u, code);
    return u->pending[u->next++];
}

static bool plain(const char *text, size_t length)
{
    return memchr(text, '\\', length) == NULL;
}

static bool same(const char *a, size_t a_length, const char *b, size_t b_length)
{
    if (plain(a, a_length) && plain(b, b_length)) return a_length == b_length && memcmp(a, b, a_length) == 0;
    unescaping left = {.at = a, .end = a + a_length}, right = {.at = b, .end = b + b_length};
    for (;;) {
        int l = next_byte(&left), r = next_byte(&right);
        if (l != r) return false;
        if (l < 0) return true;
    }
}

/* Scans a string from its opening quote; returns the place after its closing quote, or NULL. */
static const char *scan_string(const char *at, const char *end, rc_json_value *value)
{
    const char *start = ++at;
    while (at < end) {
        unsigned char c = (unsigned char)*at;
        if (c == '"') {
            value->kind = RC_JSON_STRING;
            value->text = start;
            value->length = (size_t)(at - start);
            return at + 1;
        }

        if (c < 0x20) return NULL;
        if (c != '\\') {
            at++;
            continue;
        }

        if (end - at < 2) return NULL;
        if (at[1] == 'u') {
            if (end - at < 6) return NULL;
            for (int i = 2; i < 6; i++)
                if (hex(at[i]) < 0) return NULL;
            at += 6;
        } else if (at[1] != 0 && strchr("\"\\/bfnrt", at[1]) != NULL) {
            at += 2;
        } else {
            return NULL;
        }
    }

    return NULL;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *scan_digits(const char *at, const char *end)
{
    if (at == end || !is_digit(*at)) return NULL;
    while (at < end && is_digit(*at)) at++;
    return at;
}

static const char *scan_number(const char *at, const char *end, rc_json_value *value)
{
    value->kind = RC_JSON_NUMBER;
    value->text = at;
    if (*at == '-') at++;
    bool zero = at < end && *at == '0';
    const char *whole = at;
    at = scan_digits(at, end);
    if (at == NULL || (zero && at - whole > 1)) return NULL;
    if (at < end && *at == '.' && (at = scan_digits(at + 1, end)) == NULL) return NULL;
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < end && (*at == '+' || *at == '-')) at++;
        if ((at = scan_digits(at, end)) == NULL) return NULL;
    }

    value->length = (size_t)(at - value->text);
    return at;
}

static const char *scan_word(const char *at, const char *end, const char *word, rc_json_kind kind, rc_json_value *value)
{
    size_t length = strlen(word);
    if ((size_t)(end - at) < length || memcmp(at, word, length) != 0) return NULL;
    value->kind = kind;
    value->text = at;
    value->length = length;
    return at + length;
}

static const char *scan_scalar(const char *at, const char *end, rc_json_value *value)
{
    switch (*at) {
    case '"': return scan_string(at, end, value);
    case 't': return scan_word(at, end, "true", RC_JSON_TRUE, value);
    case 'f': return scan_word(at, end, "false", RC_JSON_FALSE, value);
    case 'n': return scan_word(at, end, "null", RC_JSON_NULL, value);
    default: return *at == '-' || is_digit(*at) ? scan_number(at, end, value) : NULL;
    }
}

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) at++;
    return at;
}

/* The keys of all objects that are open, so that equal ones are found at any depth. */
typedef struct open_keys {
    struct {
        uint16_t offset, length;
    } keys[RC_JSON_KEYS];
    uint16_t count;
    uint16_t base[RC_JSON_DEPTH + 1]; /* where the object of each depth begins */
    bool strange;
} open_keys;

static void take_key(open_keys *open, const char *text, const rc_json_value *key, int depth)
{
    for (size_t i = open->base[depth]; i < open->count; i++)
        if (same(text + open->keys[i].offset, open->keys[i].length, key->text, key->length)) {
            open->strange = true;
            return;
        }
    if (open->count == RC_JSON_KEYS) {
        open->strange = true;
        return;
    }

    open->keys[open->count].offset = (uint16_t)(key->text - text);
    open->keys[open->count].length = (uint16_t)key->length;
    open->count++;
}

rc_json_result rc_json_read(
    const char *text, size_t length, const char *const *names, rc_json_value *values, size_t count)
{
    memset(values, 0, count * sizeof *values);
    if (length > TEXT_MOST) return RC_JSON_BAD;
    open_keys open;
    open.count = 0;
    open.strange = false;
    uint64_t objects = 0; /* bit d: the container at depth d is an object */
    int depth = 0;
    rc_json_value *wanted = NULL; /* where the top-level value that comes next goes */
    const char *at = skip_space(text, text + length), *end = text + length;
    enum { VALUE, FIRST_KEY, KEY, FIRST_ITEM, AFTER } expect = VALUE;
    if (at == end || *at != '{') return RC_JSON_BAD;

    for (;;) {
        at = skip_space(at, end);
        if (at == end) return RC_JSON_BAD;
        bool closes = (expect == FIRST_KEY && *at == '}') || (expect == FIRST_ITEM && *at == ']')
            || (expect == AFTER && *at == (objects >> (depth - 1) & 1 ? '}' : ']'));
        if (closes) {
            at++;
            if (objects >> (depth - 1) & 1) open.count = open.base[depth];
            if (--depth == 0) return skip_space(at, end) != end ? RC_JSON_BAD : open.strange ? RC_JSON_STRANGE : RC_JSON_GOOD;
            expect = AFTER;
            continue;
        }

        if (expect == AFTER) {
            if (*at++ != ',') return RC_JSON_BAD;
            expect = objects >> (depth - 1) & 1 ? KEY : VALUE;
            continue;
        }

        if (expect == FIRST_KEY || expect == KEY) {
            rc_json_value key;
            if (*at != '"' || (at = scan_string(at, end, &key)) == NULL) return RC_JSON_BAD;
            take_key(&open, text, &key, depth);
            if (depth == 1) {
                wanted = NULL;
                for (size_t i = 0; i < count && wanted == NULL; i++)
                    if (same(names[i], strlen(names[i]), key.text, key.length)) wanted = &values[i];
            }

            at = skip_space(at, end);
            if (at == end || *at++ != ':') return RC_JSON_BAD;
            expect = VALUE;
            continue;
        }

        if (*at == '{' || *at == '[') {
            if (depth == RC_JSON_DEPTH) return RC_JSON_BAD;
            if (depth == 1 && wanted != NULL) *wanted = (rc_json_value){.kind = RC_JSON_NESTED, .text = at, .length = 0};
            bool object = *at++ == '{';
            objects = object ? objects | 1ull << depth : objects & ~(1ull << depth);
            depth++;
            open.base[depth] = open.count;
            if (depth > RC_JSON_STRICT_DEPTH) open.strange = true;
            expect = object ? FIRST_KEY : FIRST_ITEM;
            continue;
        }

        rc_json_value value;
        if ((at = scan_scalar(at, end, &value)) == NULL) return RC_JSON_BAD;
        if (depth == 1 && wanted != NULL) *wanted = value;
        expect = AFTER;
    }
}

bool rc_json_whole(const rc_json_value *value, uint64_t most, uint64_t *out)
{
    if (value->kind != RC_JSON_NUMBER) return false;
    uint64_t number = 0;
    for (size_t i = 0; i < value->length; i++) {
        if (!is_digit(value->text[i])) return false;
        uint64_t digit = (uint64_t)(value->text[i] - '0');
        if (number > most / 10 || number * 10 > most - (digit < most ? digit : most)) return false;
        number = number * 10 + digit;
        if (number > most) return false;
    }

    *out = number;
    return true;
}

static uint64_t power_of_ten(int exponent)
{
    uint64_t power = 1;
    while (exponent-- > 0) power *= 10;
    return power;
}

bool rc_json_axis(const rc_json_value *value, int32_t *out)
{
    if (value->kind != RC_JSON_NUMBER) return false;
    const char *at = value->text, *end = at + value->length;
    bool negative = *at == '-';
    if (negative) at++;

    /* value = digits × 10^exponent, plus a little more if `rest` */
    uint64_t digits = 0;
    int digit_count = 0;
    int32_t exponent = 0;
    bool rest = false, fraction = false;
    for (; at < end && *at != 'e' && *at != 'E'; at++) {
        if (*at == '.') {
            fraction = true;
            continue;
        }

        if (digit_count == 18) {
            rest |= *at != '0';
            if (!fraction) exponent++;
            continue;
        }

        if (*at != '0' || digit_count > 0) {
            digits = digits * 10 + (uint64_t)(*at - '0');
            digit_count++;
        }

        if (fraction) exponent--;
    }

    if (at < end) {
        at++;
        bool down = *at == '-';
        if (*at == '-' || *at == '+') at++;
        int32_t written = 0;
        for (; at < end; at++)
            if (written < 1000000) written = written * 10 + (*at - '0');
        exponent += down ? -written : written;
    }

    if (digits == 0) {
        *out = 0;
        return true;
    }

    int32_t scale = 0; /* ten-thousandths */
    if (digit_count + exponent > 1) return false;
    if (digit_count + exponent == 1) {
        if (rest || digits != power_of_ten(digit_count - 1)) return false;
        scale = 10000;
    } else if (exponent >= -4) {
        scale = (int32_t)(digits * power_of_ten(exponent + 4));
    } else if (exponent >= -22) {
        uint64_t divisor = power_of_ten(-exponent - 4);
        scale = (int32_t)(digits / divisor + (digits % divisor >= divisor / 2 ? 1 : 0));
    }

    if (scale == 0) scale = 1;
    *out = negative ? -scale : scale;
    return true;
}

bool rc_json_text(const rc_json_value *value, char *out, size_t size)
{
    if (size == 0) return false;
    out[0] = 0;
    if (value->kind != RC_JSON_STRING) return false;
    unescaping u = {.at = value->text, .end = value->text + value->length};
    size_t length = 0;
    for (;;) {
        int byte = next_byte(&u);
        if (byte < 0) break;
        if (byte == 0 || length + 1 >= size) {
            out[0] = 0;
            return false;
        }

        out[length++] = (char)byte;
    }

    out[length] = 0;
    return true;
}

size_t rc_json_quote(char *out, size_t size, const char *text)
{
    static const char digits[] = "0123456789abcdef";
    size_t length = 0;
    if (size < 2) return 0;
    out[length++] = '"';
    for (; *text != 0; text++) {
        unsigned char c = (unsigned char)*text;
        size_t need = c == '"' || c == '\\' ? 2 : c < 0x20 ? 6 : 1;
        if (length + need + 1 > size) return 0;
        if (need == 2) {
            out[length++] = '\\';
            out[length++] = (char)c;
        } else if (need == 6) {
            memcpy(out + length, "\\u00", 4);
            out[length + 4] = digits[c >> 4];
            out[length + 5] = digits[c & 15];
            length += 6;
        } else {
            out[length++] = (char)c;
        }
    }

    out[length++] = '"';
    return length;
}
