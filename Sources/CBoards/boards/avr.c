/* SPDX-License-Identifier: 0BSD
 *
 * ATmega: the channel and the end are registers without a purpose of their own, which the runner
 * watches. The start-up code is that of avr-libc. */

#include <avr/io.h>

#include "board.h"

void exit(int code);

void board_read(uint8_t *bytes, uint16_t count)
{
    for (; count > 0; count--) {
        *bytes++ = GPIOR2;
    }
}

void board_write(const uint8_t *bytes, uint16_t count)
{
    for (; count > 0; count--) {
        GPIOR2 = *bytes++;
    }
}

__attribute__((noreturn)) void board_exit(int code)
{
    GPIOR1 = (uint8_t)code;
    for (;;) {
    }
}

/* What follows main in avr-libc. */
__attribute__((noreturn)) void exit(int code)
{
    board_exit(code);
}
