#ifndef RC_INBOUND_H
#define RC_INBOUND_H

#include "rc/hal.h"

/** What became of a piece. */
typedef enum rc_inbound_result {
    RC_INBOUND_MORE,      /**< The message goes on. */
    RC_INBOUND_WHOLE,     /**< `text` and `length` are a whole text message, until the next piece. */
    RC_INBOUND_SKIPPED,   /**< A binary message, or the rest of one that was too large. */
    RC_INBOUND_TOO_LARGE, /**< The text passed RC_TEXT_MAX, told once a message: close the connection. */
} rc_inbound_result;

/** Puts a message together from its pieces. A message of one piece is not copied. */
typedef struct rc_inbound {
    const char *text;
    size_t length;
    size_t held;
    bool open;     /**< A message has begun. */
    bool skipping; /**< It is of no use. */
    char buffer[RC_TEXT_MAX];
} rc_inbound;

/** Forgets what has begun: the connection is new. */
void rc_inbound_reset(rc_inbound *inbound);

/** Takes the next piece. A piece that begins a message drops one that never ended. */
rc_inbound_result rc_inbound_take(rc_inbound *inbound, const rc_piece *piece);

#endif
