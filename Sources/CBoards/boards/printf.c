/* SPDX-License-Identifier: 0BSD */

#include <stdarg.h>
#include <stdint.h>

#include "board.h"
#include <stdio.h>

static void put_text(const char *text)
{
    for (; *text != '\0'; text++) {
        const uint8_t byte = (uint8_t)*text;

        board_write(&byte, 1);
    }
}

static void put_number(unsigned long number, unsigned base, unsigned width)
{
    char digits[2 + sizeof number * 3];
    char *first = digits + sizeof digits - 1;
    unsigned count = 0;

    *first = '\0';
    do {
        first--;
        *first = "0123456789abcdef"[number % base];
        number /= base;
        count++;
    } while (number != 0 || count < width);
    put_text(first);
}

int printf(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    for (; *format != '\0'; format++) {
        unsigned width = 0;
        int is_long = 0;

        if (*format != '%') {
            const uint8_t byte = (uint8_t)*format;

            board_write(&byte, 1);
            continue;
        }
        format++;
        if (*format == '0') {
            width = (unsigned)(format[1] - '0');
            format += 2;
        }
        if (*format == 'l') {
            is_long = 1;
            format++;
        }
        if (*format == 's') {
            put_text(va_arg(arguments, const char *));
        } else {
            const unsigned long number =
                is_long ? va_arg(arguments, unsigned long) : va_arg(arguments, unsigned);

            put_number(number, (*format == 'x') ? 16U : 10U, width);
        }
    }
    va_end(arguments);
    return 0;
}
