#include "battery.h"

#include <stddef.h>

#include "esp_adc/adc_cali.h"
#include "esp_adc/adc_cali_scheme.h"
#include "esp_adc/adc_oneshot.h"
#include "esp_log.h"
#include "sdkconfig.h"

#if CONFIG_RC_BATTERY_GPIO >= 0

static adc_oneshot_unit_handle_t unit;
static adc_channel_t channel;
static adc_cali_handle_t calibration;

void battery_start(void)
{
    adc_unit_t id;
    const adc_oneshot_chan_cfg_t width = {.atten = ADC_ATTEN_DB_12, .bitwidth = ADC_BITWIDTH_DEFAULT};
    esp_err_t error = adc_oneshot_io_to_channel(CONFIG_RC_BATTERY_GPIO, &id, &channel);
    if (error == ESP_OK && id != ADC_UNIT_1) error = ESP_ERR_NOT_SUPPORTED; /* ADC2 is the radio's */
    if (error == ESP_OK) {
        const adc_oneshot_unit_init_cfg_t init = {.unit_id = id};
        error = adc_oneshot_new_unit(&init, &unit);
    }
    if (error == ESP_OK) error = adc_oneshot_config_channel(unit, channel, &width);
#if ADC_CALI_SCHEME_CURVE_FITTING_SUPPORTED
    if (error == ESP_OK) {
        const adc_cali_curve_fitting_config_t scheme = {
            .unit_id = id, .chan = channel, .atten = ADC_ATTEN_DB_12, .bitwidth = ADC_BITWIDTH_DEFAULT};
        error = adc_cali_create_scheme_curve_fitting(&scheme, &calibration);
    }
#else
    if (error == ESP_OK) {
        const adc_cali_line_fitting_config_t scheme = {
            .unit_id = id, .atten = ADC_ATTEN_DB_12, .bitwidth = ADC_BITWIDTH_DEFAULT};
        error = adc_cali_create_scheme_line_fitting(&scheme, &calibration);
    }
#endif
    if (error != ESP_OK) {
        ESP_LOGE("battery", "the voltage can't be measured: %s", esp_err_to_name(error));
        calibration = NULL;
    }
}

int32_t battery_mv(void *context)
{
    (void)context;
    int mv;
    if (calibration == NULL || adc_oneshot_get_calibrated_result(unit, calibration, channel, &mv) != ESP_OK) return -1;
    return (int32_t)((int64_t)mv * (CONFIG_RC_BATTERY_UPPER_OHM + CONFIG_RC_BATTERY_LOWER_OHM) / CONFIG_RC_BATTERY_LOWER_OHM);
}

#else

void battery_start(void) {}

int32_t battery_mv(void *context)
{
    (void)context;
    return -1;
}

#endif
