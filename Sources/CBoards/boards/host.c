/* SPDX-License-Identifier: 0BSD
 *
 * The machine that runs the tool, as one board among others. */

#include <stdio.h>
#include <stdlib.h>

#include "board.h"

/* A file that stays open until the program ends. */
static FILE *opened(FILE **file, const char *name, const char *mode)
{
    if (*file == NULL) {
        *file = fopen(name, mode);
    }
    if (*file == NULL) {
        board_exit(BOARD_CHANNEL_FAILED);
    }
    return *file;
}

void board_read(uint8_t *bytes, uint16_t count)
{
    static FILE *file;

    if (fread(bytes, 1, count, opened(&file, "input.bin", "rb")) != count) {
        board_exit(BOARD_CHANNEL_FAILED);
    }
}

void board_write(const uint8_t *bytes, uint16_t count)
{
    static FILE *file;

    if (fwrite(bytes, 1, count, opened(&file, "output.bin", "wb")) != count) {
        board_exit(BOARD_CHANNEL_FAILED);
    }
}

__attribute__((noreturn)) void board_exit(int code)
{
    exit(code);
}

uint32_t board_begin(void)
{
    return 0;
}

void board_end(void)
{
}
