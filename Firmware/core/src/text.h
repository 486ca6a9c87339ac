#ifndef RC_TEXT_H
#define RC_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Writes text into a buffer of fixed size. Not snprintf: some C libraries allocate in it, and its result invites the use
 * of a length that did not fit. What does not fit leaves the whole text unusable, and `fits` says so.
 */
typedef struct rc_text {
    char *out;
    size_t size, length;
    bool fits;
} rc_text;

static inline rc_text rc_text_in(char *out, size_t size)
{
    return (rc_text){.out = out, .size = size, .length = 0, .fits = size > 0};
}

void rc_text_add(rc_text *text, const char *words);
void rc_text_number(rc_text *text, int64_t number);
/* As a JSON string, with quotes. */
void rc_text_quoted(rc_text *text, const char *words);
/* Terminates. Returns the length, 0 if it did not fit. */
size_t rc_text_end(rc_text *text);

#endif
