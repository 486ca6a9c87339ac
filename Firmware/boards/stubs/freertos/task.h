/* Stands for ESP-IDF 5.5 components/freertos/FreeRTOS-Kernel/include/freertos/task.h, with idf_additions.h that it includes. Only what the boards use; see README.md. */
#ifndef STUB_FREERTOS_TASK_H
#define STUB_FREERTOS_TASK_H

#include "freertos/FreeRTOS.h"

typedef struct tskTaskControlBlock *TaskHandle_t;
typedef void (*TaskFunction_t)(void *);

typedef enum {
    eNoAction = 0,
    eSetBits,
    eIncrement,
    eSetValueWithOverwrite,
    eSetValueWithoutOverwrite
} eNotifyAction;

#define tskNO_AFFINITY ((BaseType_t)0x7FFFFFFF)
#define tskDEFAULT_INDEX_TO_NOTIFY (0)

BaseType_t xTaskCreate(
    TaskFunction_t pxTaskCode, const char *const pcName, const uint32_t usStackDepth, void *const pvParameters,
    UBaseType_t uxPriority, TaskHandle_t *const pxCreatedTask);
BaseType_t xTaskCreatePinnedToCore(
    TaskFunction_t pxTaskCode, const char *const pcName, const uint32_t ulStackDepth, void *const pvParameters,
    UBaseType_t uxPriority, TaskHandle_t *const pxCreatedTask, const BaseType_t xCoreID);
void vTaskDelete(TaskHandle_t xTaskToDelete);
void vTaskDelay(const TickType_t xTicksToDelay);
BaseType_t xTaskDelayUntil(TickType_t *const pxPreviousWakeTime, const TickType_t xTimeIncrement);
void vTaskPrioritySet(TaskHandle_t xTask, UBaseType_t uxNewPriority);
TickType_t xTaskGetTickCount(void);
BaseType_t xTaskGenericNotify(
    TaskHandle_t xTaskToNotify, UBaseType_t uxIndexToNotify, uint32_t ulValue, eNotifyAction eAction,
    uint32_t *pulPreviousNotificationValue);
BaseType_t xTaskGenericNotifyWait(
    UBaseType_t uxIndexToWaitOn, uint32_t ulBitsToClearOnEntry, uint32_t ulBitsToClearOnExit,
    uint32_t *pulNotificationValue, TickType_t xTicksToWait);
uint32_t ulTaskGenericNotifyTake(UBaseType_t uxIndexToWaitOn, BaseType_t xClearCountOnExit, TickType_t xTicksToWait);
void vPortEnterCritical(portMUX_TYPE *mux);
void vPortExitCritical(portMUX_TYPE *mux);

#define vTaskDelayUntil(previous, increment) ((void)xTaskDelayUntil((previous), (increment)))
#define xTaskNotify(task, value, action) xTaskGenericNotify((task), tskDEFAULT_INDEX_TO_NOTIFY, (value), (action), NULL)
#define xTaskNotifyGive(task) xTaskGenericNotify((task), tskDEFAULT_INDEX_TO_NOTIFY, 0, eIncrement, NULL)
#define xTaskNotifyWait(entry, exit, value, ticks) \
    xTaskGenericNotifyWait(tskDEFAULT_INDEX_TO_NOTIFY, (entry), (exit), (value), (ticks))
#define ulTaskNotifyTake(clear, ticks) ulTaskGenericNotifyTake(tskDEFAULT_INDEX_TO_NOTIFY, (clear), (ticks))
#define taskENTER_CRITICAL(x) vPortEnterCritical(x)
#define taskEXIT_CRITICAL(x) vPortExitCritical(x)

#endif
