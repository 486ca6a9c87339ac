#include "text.h"

#include <string.h>

#include "rc/json.h"

static void put(rc_text *text, const char *bytes, size_t count)
{
    if (!text->fits || count >= text->size - text->length) {
        text->fits = false;
        return;
    }

    memcpy(text->out + text->length, bytes, count);
    text->length += count;
}

void rc_text_add(rc_text *text, const char *words)
{
    put(text, words, strlen(words));
}

void rc_text_number(rc_text *text, int64_t number)
{
    char digits[20];
    size_t count = 0;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        digits[sizeof digits - ++count] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0) put(text, "-", 1);
    put(text, digits + sizeof digits - count, count);
}

void rc_text_quoted(rc_text *text, const char *words)
{
    if (!text->fits) return;
    size_t wrote = rc_json_quote(text->out + text->length, text->size - text->length, words);
    if (wrote == 0 || wrote >= text->size - text->length) text->fits = false;
    else text->length += wrote;
}

size_t rc_text_end(rc_text *text)
{
    if (!text->fits) text->length = 0;
    if (text->size > 0) text->out[text->length] = 0;
    return text->length;
}
