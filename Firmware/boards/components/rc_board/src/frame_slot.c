#include "rc_board/frame_slot.h"

#include <string.h>

#include "esp_heap_caps.h"
#include "rc/hal.h"

bool rc_frame_slot_init(rc_frame_slot *slot)
{
    atomic_init(&slot->full, false);
    slot->length = 0;
    slot->bytes = heap_caps_malloc(RC_FRAME_MAX, MALLOC_CAP_SPIRAM);
    return slot->bytes != NULL;
}

bool rc_frame_slot_offer(rc_frame_slot *slot, const rc_jpeg *jpeg)
{
    if (slot->bytes == NULL || rc_jpeg_length(jpeg) > RC_FRAME_MAX) return false;
    if (atomic_load_explicit(&slot->full, memory_order_acquire)) return false;
    memcpy(slot->bytes, jpeg->head, jpeg->head_length);
    memcpy(slot->bytes + jpeg->head_length, jpeg->tail, jpeg->tail_length);
    slot->length = rc_jpeg_length(jpeg);
    atomic_store_explicit(&slot->full, true, memory_order_release);
    return true;
}

bool rc_frame_slot_full(rc_frame_slot *slot)
{
    return atomic_load_explicit(&slot->full, memory_order_acquire);
}

void rc_frame_slot_release(rc_frame_slot *slot)
{
    atomic_store_explicit(&slot->full, false, memory_order_release);
}
