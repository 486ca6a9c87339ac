#include "rc/drive.h"

#define BUCKETS (RC_AGE_WINDOW_S + 1)

/* Serial-number comparison (RFC 1982): right across the u32 wrap while the two are less than 24.8 days apart. */
static bool before(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) < 0;
}

void rc_age_reset(rc_age_gate *gate)
{
    for (int i = 0; i < BUCKETS; i++) gate->second[i] = -1;
}

uint32_t rc_age_observe(rc_age_gate *gate, int64_t arrival_ms, uint32_t sent_ms)
{
    uint32_t offset = (uint32_t)arrival_ms - sent_ms;
    int64_t second = arrival_ms / 1000;
    int slot = (int)(second % BUCKETS);
    if (gate->second[slot] != second) {
        gate->second[slot] = second;
        gate->least[slot] = offset;
    } else if (before(offset, gate->least[slot])) {
        gate->least[slot] = offset;
    }

    uint32_t least = offset;
    for (int i = 0; i < BUCKETS; i++)
        if (gate->second[i] >= 0 && gate->second[i] >= second - RC_AGE_WINDOW_S && gate->second[i] <= second
            && before(gate->least[i], least))
            least = gate->least[i];
    return offset - least;
}
