#include "CBoards.h"

#include <stddef.h>

/* #embed is C23; clang offers it in every mode and warns. The files are inside the binary, because a
 * resource bundle would be lost when the binary is copied. */
#pragma clang diagnostic ignored "-Wc23-extensions"

static const char board_header[] = {
#embed "boards/board.h" suffix(, 0)
};
static const char stdio_header[] = {
#embed "boards/freestanding/stdio.h" suffix(, 0)
};
static const char printf_source[] = {
#embed "boards/printf.c" suffix(, 0)
};
static const char memory_source[] = {
#embed "boards/memory.c" suffix(, 0)
};
static const char bare_metal_source[] = {
#embed "boards/bare_metal.c" suffix(, 0)
};
static const char bare_metal_script[] = {
#embed "boards/bare_metal.ld" suffix(, 0)
};
static const char cortex_m_source[] = {
#embed "boards/cortex_m.S" suffix(, 0)
};
static const char rv32_source[] = {
#embed "boards/rv32.S" suffix(, 0)
};
static const char avr_source[] = {
#embed "boards/avr.c" suffix(, 0)
};
static const char host_source[] = {
#embed "boards/host.c" suffix(, 0)
};
static const char qemu_counter_source[] = {
#embed "emulators/qemu_counter.c" suffix(, 0)
};
static const char avr_runner_source[] = {
#embed "emulators/avr_runner.c" suffix(, 0)
};

const tinysnn_board_file_t *tinysnn_board_files(void)
{
    /* The folder of stdio.h is searched for the boards that need it, and for no other. */
    static const tinysnn_board_file_t files[] = {
        {"board.h", board_header},
        {"freestanding/stdio.h", stdio_header},
        {"printf.c", printf_source},
        {"memory.c", memory_source},
        {"bare_metal.c", bare_metal_source},
        {"bare_metal.ld", bare_metal_script},
        {"cortex_m.S", cortex_m_source},
        {"rv32.S", rv32_source},
        {"avr.c", avr_source},
        {"host.c", host_source},
        {"qemu_counter.c", qemu_counter_source},
        {"avr_runner.c", avr_runner_source},
        {NULL, NULL},
    };

    return files;
}
