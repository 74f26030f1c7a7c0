/* SPDX-License-Identifier: 0BSD
 *
 * Cortex-M and RV32: memory before main, and the channel through semihosting, the debugger's file
 * access, which QEMU serves in its working folder. */

#include <stddef.h>

#include "board.h"

/* The processor's part, in assembler. */
uintptr_t board_semihost(uintptr_t operation, const void *arguments);

int main(void);
void board_start(void);

extern uint32_t board_data_start, board_data_end, board_data_image, board_bss_start, board_bss_end;

/* Semihosting operations, and the reason "application exit" of the last one. */
enum { SYS_OPEN = 0x01, SYS_WRITE = 0x05, SYS_READ = 0x06, SYS_EXIT_EXTENDED = 0x20 };
#define APPLICATION_EXIT 0x20026U

/* The modes "rb" and "wb" of SYS_OPEN. */
enum { READ_BINARY = 1, WRITE_BINARY = 5 };

static uintptr_t input;
static uintptr_t output;

__attribute__((noreturn)) void board_exit(int code)
{
    const uintptr_t arguments[2] = {APPLICATION_EXIT, (uintptr_t)code};

    (void)board_semihost(SYS_EXIT_EXTENDED, arguments);
    for (;;) {
    }
}

static uintptr_t open_file(const char *name, size_t length, uintptr_t mode)
{
    const uintptr_t arguments[3] = {(uintptr_t)name, mode, length};
    const uintptr_t file = board_semihost(SYS_OPEN, arguments);

    if (file == UINTPTR_MAX) {
        board_exit(BOARD_CHANNEL_FAILED);
    }
    return file;
}

/* SYS_READ and SYS_WRITE return the number of bytes that they left. */
static void transfer(uintptr_t operation, uintptr_t file, uintptr_t bytes, uint16_t count)
{
    const uintptr_t arguments[3] = {file, bytes, count};

    if (count > 0 && board_semihost(operation, arguments) != 0) {
        board_exit(BOARD_CHANNEL_FAILED);
    }
}

void board_read(uint8_t *bytes, uint16_t count)
{
    transfer(SYS_READ, input, (uintptr_t)bytes, count);
}

void board_write(const uint8_t *bytes, uint16_t count)
{
    transfer(SYS_WRITE, output, (uintptr_t)bytes, count);
}

/* Called by the reset code once there is a stack. */
void board_start(void)
{
    static const char input_name[] = "input.bin";
    static const char output_name[] = "output.bin";
    const uint32_t *image = &board_data_image;
    uint32_t *word;

    for (word = &board_data_start; word < &board_data_end; word++) {
        *word = *image;
        image++;
    }
    for (word = &board_bss_start; word < &board_bss_end; word++) {
        *word = 0;
    }
    input = open_file(input_name, sizeof input_name - 1, READ_BINARY);
    output = open_file(output_name, sizeof output_name - 1, WRITE_BINARY);
    board_exit(main());
}
