#include "rc/inbound.h"

#include <string.h>

void rc_inbound_reset(rc_inbound *inbound)
{
    inbound->text = NULL;
    inbound->length = 0;
    inbound->held = 0;
    inbound->open = false;
    inbound->skipping = false;
}

rc_inbound_result rc_inbound_take(rc_inbound *inbound, const rc_piece *piece)
{
    if (piece->first) {
        inbound->open = true;
        inbound->held = 0;
        inbound->skipping = piece->binary;
    }

    if (!inbound->open || inbound->skipping) {
        if (piece->last) inbound->open = false;
        return RC_INBOUND_SKIPPED;
    }

    if (piece->length > RC_TEXT_MAX - inbound->held) {
        inbound->skipping = true;
        if (piece->last) inbound->open = false;
        return RC_INBOUND_TOO_LARGE;
    }

    if (piece->first && piece->last) {
        inbound->open = false;
        inbound->text = piece->data;
        inbound->length = piece->length;
        return RC_INBOUND_WHOLE;
    }

    if (piece->length > 0) memcpy(inbound->buffer + inbound->held, piece->data, piece->length);
    inbound->held += piece->length;
    if (!piece->last) return RC_INBOUND_MORE;
    inbound->open = false;
    inbound->text = inbound->buffer;
    inbound->length = inbound->held;
    return RC_INBOUND_WHOLE;
}
