/* Stands for ESP-IDF 5.5 components/esp_driver_mcpwm/include/driver/mcpwm_prelude.h and the six headers that it includes. Only what the boards use; see README.md. */
#ifndef STUB_DRIVER_MCPWM_PRELUDE_H
#define STUB_DRIVER_MCPWM_PRELUDE_H

#include <stdbool.h>
#include <stdint.h>
#include "esp_err.h"

typedef struct mcpwm_timer_t *mcpwm_timer_handle_t;
typedef struct mcpwm_oper_t *mcpwm_oper_handle_t;
typedef struct mcpwm_cmpr_t *mcpwm_cmpr_handle_t;
typedef struct mcpwm_gen_t *mcpwm_gen_handle_t;
typedef struct mcpwm_fault_t *mcpwm_fault_handle_t;

typedef enum {
    MCPWM_TIMER_CLK_SRC_DEFAULT,
} mcpwm_timer_clock_source_t;

typedef enum {
    MCPWM_TIMER_DIRECTION_UP,
    MCPWM_TIMER_DIRECTION_DOWN,
} mcpwm_timer_direction_t;

typedef enum {
    MCPWM_TIMER_EVENT_EMPTY,
    MCPWM_TIMER_EVENT_FULL,
    MCPWM_TIMER_EVENT_INVALID,
} mcpwm_timer_event_t;

typedef enum {
    MCPWM_TIMER_COUNT_MODE_PAUSE,
    MCPWM_TIMER_COUNT_MODE_UP,
    MCPWM_TIMER_COUNT_MODE_DOWN,
    MCPWM_TIMER_COUNT_MODE_UP_DOWN,
} mcpwm_timer_count_mode_t;

typedef enum {
    MCPWM_TIMER_STOP_EMPTY,
    MCPWM_TIMER_STOP_FULL,
    MCPWM_TIMER_START_NO_STOP,
} mcpwm_timer_start_stop_cmd_t;

typedef enum {
    MCPWM_GEN_ACTION_KEEP,
    MCPWM_GEN_ACTION_LOW,
    MCPWM_GEN_ACTION_HIGH,
    MCPWM_GEN_ACTION_TOGGLE,
} mcpwm_generator_action_t;

typedef enum {
    MCPWM_OPER_BRAKE_MODE_CBC,
    MCPWM_OPER_BRAKE_MODE_OST,
    MCPWM_OPER_BRAKE_MODE_INVALID,
} mcpwm_operator_brake_mode_t;

typedef struct {
    int group_id;
    mcpwm_timer_clock_source_t clk_src;
    uint32_t resolution_hz;
    mcpwm_timer_count_mode_t count_mode;
    uint32_t period_ticks;
    int intr_priority;
    struct {
        uint32_t update_period_on_empty : 1;
        uint32_t update_period_on_sync : 1;
        uint32_t allow_pd : 1;
    } flags;
} mcpwm_timer_config_t;

typedef struct {
    int group_id;
    int intr_priority;
    struct {
        uint32_t update_gen_action_on_tez : 1;
        uint32_t update_gen_action_on_tep : 1;
        uint32_t update_gen_action_on_sync : 1;
        uint32_t update_dead_time_on_tez : 1;
        uint32_t update_dead_time_on_tep : 1;
        uint32_t update_dead_time_on_sync : 1;
    } flags;
} mcpwm_operator_config_t;

typedef struct {
    mcpwm_fault_handle_t fault;
    mcpwm_operator_brake_mode_t brake_mode;
    struct {
        uint32_t cbc_recover_on_tez : 1;
        uint32_t cbc_recover_on_tep : 1;
    } flags;
} mcpwm_brake_config_t;

typedef struct {
    int intr_priority;
    struct {
        uint32_t update_cmp_on_tez : 1;
        uint32_t update_cmp_on_tep : 1;
        uint32_t update_cmp_on_sync : 1;
    } flags;
} mcpwm_comparator_config_t;

/* The pull and loop-back flags of 5.5 are left out: 6.0 has them no more. */
typedef struct {
    int gen_gpio_num;
    struct {
        uint32_t invert_pwm : 1;
    } flags;
} mcpwm_generator_config_t;

typedef struct {
} mcpwm_soft_fault_config_t;

typedef struct {
    mcpwm_timer_direction_t direction;
    mcpwm_timer_event_t event;
    mcpwm_generator_action_t action;
} mcpwm_gen_timer_event_action_t;

typedef struct {
    mcpwm_timer_direction_t direction;
    mcpwm_cmpr_handle_t comparator;
    mcpwm_generator_action_t action;
} mcpwm_gen_compare_event_action_t;

typedef struct {
    mcpwm_timer_direction_t direction;
    mcpwm_operator_brake_mode_t brake_mode;
    mcpwm_generator_action_t action;
} mcpwm_gen_brake_event_action_t;

#define MCPWM_GEN_TIMER_EVENT_ACTION(dir, ev, act) \
    (mcpwm_gen_timer_event_action_t){.direction = dir, .event = ev, .action = act}
#define MCPWM_GEN_COMPARE_EVENT_ACTION(dir, cmp, act) \
    (mcpwm_gen_compare_event_action_t){.direction = dir, .comparator = cmp, .action = act}
#define MCPWM_GEN_BRAKE_EVENT_ACTION(dir, mode, act) \
    (mcpwm_gen_brake_event_action_t){.direction = dir, .brake_mode = mode, .action = act}

esp_err_t mcpwm_new_timer(const mcpwm_timer_config_t *config, mcpwm_timer_handle_t *ret_timer);
esp_err_t mcpwm_timer_enable(mcpwm_timer_handle_t timer);
esp_err_t mcpwm_timer_start_stop(mcpwm_timer_handle_t timer, mcpwm_timer_start_stop_cmd_t command);
esp_err_t mcpwm_new_operator(const mcpwm_operator_config_t *config, mcpwm_oper_handle_t *ret_oper);
esp_err_t mcpwm_operator_connect_timer(mcpwm_oper_handle_t oper, mcpwm_timer_handle_t timer);
esp_err_t mcpwm_operator_set_brake_on_fault(mcpwm_oper_handle_t oper, const mcpwm_brake_config_t *config);
esp_err_t mcpwm_operator_recover_from_fault(mcpwm_oper_handle_t oper, mcpwm_fault_handle_t fault);
esp_err_t mcpwm_new_comparator(
    mcpwm_oper_handle_t oper, const mcpwm_comparator_config_t *config, mcpwm_cmpr_handle_t *ret_cmpr);
esp_err_t mcpwm_comparator_set_compare_value(mcpwm_cmpr_handle_t cmpr, uint32_t cmp_ticks);
esp_err_t mcpwm_new_generator(
    mcpwm_oper_handle_t oper, const mcpwm_generator_config_t *config, mcpwm_gen_handle_t *ret_gen);
esp_err_t mcpwm_generator_set_action_on_timer_event(mcpwm_gen_handle_t gen, mcpwm_gen_timer_event_action_t ev_act);
esp_err_t mcpwm_generator_set_action_on_compare_event(
    mcpwm_gen_handle_t generator, mcpwm_gen_compare_event_action_t ev_act);
esp_err_t mcpwm_generator_set_action_on_brake_event(
    mcpwm_gen_handle_t generator, mcpwm_gen_brake_event_action_t ev_act);
esp_err_t mcpwm_new_soft_fault(const mcpwm_soft_fault_config_t *config, mcpwm_fault_handle_t *ret_fault);
esp_err_t mcpwm_soft_fault_activate(mcpwm_fault_handle_t fault);

#endif
