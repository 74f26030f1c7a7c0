/* SPDX-License-Identifier: 0BSD
 *
 * What a program under verification has on every board: a channel of bytes to and from the file
 * system of the machine that emulates it, two marks around the code that is counted, and an end. */
#ifndef TINYSNN_BOARD_H
#define TINYSNN_BOARD_H

#include <stdint.h>

/* Exit codes of the board itself. */
#define BOARD_STACK_OVERFLOW 97 /* the stack grew into the static variables; of the AVR's emulator */
#define BOARD_CHANNEL_FAILED 98 /* the input is too short, or a file cannot be opened or written */
#define BOARD_FAULT 99          /* the processor took an exception */

/* Reads `count` bytes of input.bin; a shorter input ends the program. */
void board_read(uint8_t *bytes, uint16_t count);
/* Appends to output.bin. */
void board_write(const uint8_t *bytes, uint16_t count);
/* Ends the emulation; the emulator exits with `code`. */
__attribute__((noreturn)) void board_exit(int code);

/* Around what is counted. board_begin returns the stack pointer of its caller, or 0 where the emulator
 * sees it by itself. */
#if defined(__AVR__)
#include <avr/io.h>

static inline uint32_t board_begin(void)
{
    GPIOR0 = 1;
    __asm__ volatile("" ::: "memory");
    return 0;
}

static inline void board_end(void)
{
    __asm__ volatile("" ::: "memory");
    GPIOR0 = 2;
}
#else
uint32_t board_begin(void);
void board_end(void);
#endif

#endif /* TINYSNN_BOARD_H */
