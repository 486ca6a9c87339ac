#ifndef RC_BOARD_FRAME_SLOT_H
#define RC_BOARD_FRAME_SLOT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rc/mjpeg.h"

/**
 * One frame on its way from the sensor to one slow reader. Copied, so that the sensor gets its buffer back before anybody
 * waits for a network. When the reader is still busy with the frame before, the new one is missed, not queued.
 */
typedef struct rc_frame_slot {
    uint8_t *bytes; /**< RC_FRAME_MAX of them, in PSRAM. */
    size_t length;
    atomic_bool full;
} rc_frame_slot;

/** False if there is no PSRAM for it. */
bool rc_frame_slot_init(rc_frame_slot *slot);

/** The sensor's side: puts a frame in. False if the one before is still there. */
bool rc_frame_slot_offer(rc_frame_slot *slot, const rc_jpeg *jpeg);

/** The reader's side: whether there is a frame to read. */
bool rc_frame_slot_full(rc_frame_slot *slot);

/** The reader's side: done with it. */
void rc_frame_slot_release(rc_frame_slot *slot);

#endif
