/* Stands for ESP-IDF 5.5 components/freertos/FreeRTOS-Kernel/include/freertos/semphr.h, with queue.h that it includes. Only what the boards use; see README.md. */
#ifndef STUB_FREERTOS_SEMPHR_H
#define STUB_FREERTOS_SEMPHR_H

#include "freertos/FreeRTOS.h"

typedef struct QueueDefinition *QueueHandle_t;
typedef QueueHandle_t SemaphoreHandle_t;

QueueHandle_t xQueueCreateMutexStatic(const uint8_t ucQueueType, StaticSemaphore_t *pxStaticQueue);
BaseType_t xQueueSemaphoreTake(QueueHandle_t xQueue, TickType_t xTicksToWait);
BaseType_t xQueueGenericSend(
    QueueHandle_t xQueue, const void *const pvItemToQueue, TickType_t xTicksToWait, const BaseType_t xCopyPosition);

#define xSemaphoreCreateMutexStatic(memory) xQueueCreateMutexStatic((uint8_t)1U, (memory))
#define xSemaphoreTake(semaphore, ticks) xQueueSemaphoreTake((semaphore), (ticks))
#define xSemaphoreGive(semaphore) xQueueGenericSend((QueueHandle_t)(semaphore), NULL, (TickType_t)0U, (BaseType_t)0)

#endif
