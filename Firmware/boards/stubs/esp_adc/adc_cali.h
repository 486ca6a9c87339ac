/* Stands for ESP-IDF 5.5 components/esp_adc/include/esp_adc/adc_cali.h. Only what the boards use; see README.md. */
#ifndef STUB_ESP_ADC_ADC_CALI_H
#define STUB_ESP_ADC_ADC_CALI_H

#include "esp_err.h"

typedef struct adc_cali_scheme_t *adc_cali_handle_t;

#endif
