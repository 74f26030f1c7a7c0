/* SPDX-License-Identifier: 0BSD
 *
 * Starts a hosted program on an emulated Cortex-M0: the vector table, and faults that end the run.
 * newlib's `_start` does the rest; its printf and exit go through semihosting. */

#include <stdint.h>

extern uint32_t stack_top; /* from the linker script */
void _start(void);

__attribute__((noreturn)) static void fault(void)
{
    static const uint32_t application_exit[2] = {0x20026U, 99U};
    register uint32_t operation __asm__("r0") = 0x20U; /* SYS_EXIT_EXTENDED */
    register const uint32_t *argument __asm__("r1") = application_exit;

    __asm__ volatile("bkpt 0xAB" : "+r"(operation) : "r"(argument) : "memory");
    for (;;) {
    }
}

__attribute__((section(".vectors"), used)) static const struct {
    uint32_t *stack;
    void (*handlers[15])(void);
} vectors = {&stack_top, {_start, fault, fault, 0, 0, 0, 0, 0, 0, 0, fault, 0, 0, fault, fault}};
