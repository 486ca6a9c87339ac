#include "rc/battery.h"

#include <string.h>

#define CELL_LEAST_MV 1000
#define CELL_MOST_MV 5000
#define SMOOTHING 50
#define RISE 5
#define FULL_CAP 10000
#define CRAWL_CAP 3333

rc_battery_config rc_battery_defaults(void)
{
    return (rc_battery_config){.cells = 2, .slow_percent = 20, .crawl_percent = 5};
}

bool rc_battery_config_check(const rc_battery_config *config, rc_report report, void *context)
{
    bool good = true;
    if (config->cells > 6) {
        report(context, "The battery must have 0 to 6 cells; 0 means that it is not measured.");
        good = false;
    }

    if (config->slow_percent > 50) {
        report(context, "The charge at which the car slows down must be 0 to 50 %.");
        good = false;
    }

    if (config->crawl_percent > config->slow_percent) {
        report(context, "The charge at which the car crawls must not be above the one at which it slows down.");
        good = false;
    }

    return good;
}

void rc_battery_init(rc_battery *battery, const rc_battery_config *config)
{
    memset(battery, 0, sizeof *battery);
    battery->config = *config;
}

/* A lithium-polymer cell at rest, after the curves that the makers of packs publish. */
static uint8_t charge(int32_t mv)
{
    static const struct {
        int16_t mv;
        uint8_t percent;
    } curve[] = {{3300, 0}, {3500, 5}, {3600, 10}, {3700, 25}, {3750, 35}, {3800, 45},
                 {3850, 55}, {3950, 70}, {4050, 85}, {4200, 100}};
    size_t last = sizeof curve / sizeof *curve - 1;
    if (mv <= curve[0].mv) return 0;
    if (mv >= curve[last].mv) return 100;
    size_t i = 1;
    while (curve[i].mv < mv) i++;
    int32_t span = curve[i].mv - curve[i - 1].mv, rise = curve[i].percent - curve[i - 1].percent;
    return (uint8_t)(curve[i - 1].percent + (mv - curve[i - 1].mv) * rise / span);
}

void rc_battery_measured(rc_battery *battery, int32_t mv)
{
    if (battery->config.cells == 0) return;
    int32_t cell = mv / battery->config.cells;
    if (cell < CELL_LEAST_MV || cell > CELL_MOST_MV) return;
    if (!battery->known) battery->filtered_uv = cell * 1000;
    else battery->filtered_uv += (cell * 1000 - battery->filtered_uv) / SMOOTHING;

    uint8_t percent = charge(battery->filtered_uv / 1000);
    if (!battery->known || percent < battery->percent || percent > battery->percent + RISE) battery->percent = percent;
    battery->known = true;
}

int32_t rc_battery_mv(const rc_battery *battery)
{
    return battery->known ? battery->filtered_uv / 1000 * battery->config.cells : -1;
}

int32_t rc_battery_percent(const rc_battery *battery)
{
    return battery->known ? battery->percent : -1;
}

int32_t rc_battery_cap(const rc_battery *battery)
{
    const rc_battery_config *config = &battery->config;
    if (!battery->known || battery->percent >= config->slow_percent) return FULL_CAP;
    if (battery->percent <= config->crawl_percent) return CRAWL_CAP;
    return CRAWL_CAP
        + (FULL_CAP - CRAWL_CAP) * (battery->percent - config->crawl_percent) / (config->slow_percent - config->crawl_percent);
}
