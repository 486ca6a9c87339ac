/* Stands for ESP-IDF 5.5 components/esp_adc/include/esp_adc/adc_cali_scheme.h, as the ESP32 has it. Only what the boards use; see README.md. */
#ifndef STUB_ESP_ADC_ADC_CALI_SCHEME_H
#define STUB_ESP_ADC_ADC_CALI_SCHEME_H

#include <stdint.h>
#include "esp_adc/adc_cali.h"
#include "esp_adc/adc_oneshot.h"

#define ADC_CALI_SCHEME_LINE_FITTING_SUPPORTED 1

typedef struct {
    adc_unit_t unit_id;
    adc_atten_t atten;
    adc_bitwidth_t bitwidth;
    uint32_t default_vref;
} adc_cali_line_fitting_config_t;

esp_err_t adc_cali_create_scheme_line_fitting(
    const adc_cali_line_fitting_config_t *config, adc_cali_handle_t *ret_handle);

#endif
