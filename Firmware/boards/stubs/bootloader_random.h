/* Stands for ESP-IDF 5.5 components/bootloader_support/include/bootloader_random.h. Only what the boards use; see README.md. */
#ifndef STUB_BOOTLOADER_RANDOM_H
#define STUB_BOOTLOADER_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void bootloader_random_enable(void);
void bootloader_random_disable(void);

#endif
