#ifndef RC_JSON_H
#define RC_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Reads one JSON object (RFC 8259) whose top-level members are known beforehand. Of our own because cJSON allocates,
 * takes the first of two equal keys, reads NaN as a number on some C libraries and 1e999 as infinity: each of them a way
 * in which two readers of one drive frame could disagree. No recursion, no allocation, no floating point.
 */

/** Depth of nesting that is read at all. Deeper text is not JSON for us. */
#define RC_JSON_DEPTH 64
/** Deeper than this, or with more keys open at once than RC_JSON_KEYS, a message is strange. */
#define RC_JSON_STRICT_DEPTH 16
#define RC_JSON_KEYS 96

typedef enum rc_json_kind {
    RC_JSON_ABSENT,
    RC_JSON_STRING,
    RC_JSON_NUMBER,
    RC_JSON_TRUE,
    RC_JSON_FALSE,
    RC_JSON_NULL,
    RC_JSON_NESTED, /**< A list or an object. */
} rc_json_kind;

/** A value where it stands in the text; strings without their quotes, still escaped. */
typedef struct rc_json_value {
    rc_json_kind kind;
    const char *text;
    size_t length;
} rc_json_value;

typedef enum rc_json_result {
    RC_JSON_GOOD,
    RC_JSON_STRANGE, /**< JSON, but with a key given twice, too deep or too wide: the last of equal keys was read. */
    RC_JSON_BAD,     /**< Not one JSON object. */
} rc_json_result;

/** Reads `text`; `values[i]` becomes the top-level member `names[i]`, or RC_JSON_ABSENT. */
rc_json_result rc_json_read(
    const char *text, size_t length, const char *const *names, rc_json_value *values, size_t count);

/** The whole number `value`, written without fraction or exponent, if it is in [0, most]. */
bool rc_json_whole(const rc_json_value *value, uint64_t most, uint64_t *out);

/**
 * A number in [-1, 1] as ten-thousandths, rounded; exact at the ends. What is not zero never becomes zero: it is at least
 * one ten-thousandth, for zero has a meaning (it arms the car).
 */
bool rc_json_axis(const rc_json_value *value, int32_t *out);

/** A string, unescaped, as UTF-8 with a terminator. False if it is no string, does not fit, or holds a NUL. */
bool rc_json_text(const rc_json_value *value, char *out, size_t size);

/** Writes `text` as a JSON string with its quotes. Returns what it wrote, without a terminator; 0 if it does not fit. */
size_t rc_json_quote(char *out, size_t size, const char *text);

#endif
