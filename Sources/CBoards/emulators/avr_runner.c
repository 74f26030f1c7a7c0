/* SPDX-License-Identifier: 0BSD
 *
 * Runs a program of an ATmega in libsimavr, without waiting for real time.
 *
 *   avr_runner MCU ELF END
 *
 * END is the address after the last static variable; 0 does not watch the stack. GPIOR2 is the
 * channel: it reads input.bin and writes output.bin. A write to GPIOR1 ends the program with that exit
 * code. Writes of 1 and 2 to GPIOR0 enclose what is measured: each pass adds a line to counts.txt, its
 * cycles and the bytes of stack that it used. Exit code 97: the stack grew into the static variables,
 * and the bytes that were missing then are printed to standard error; 98: the input is too short; 99:
 * the program crashed. */

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>
#include <simavr/sim_io.h>

/* Data addresses, the same on every ATmega with these registers. */
enum { GPIOR0_AT = 0x3E, GPIOR1_AT = 0x4A, GPIOR2_AT = 0x4B, SPL_AT = 0x5D, SPH_AT = 0x5E };
enum { STACK_OVERFLOW = 97, CHANNEL_FAILED = 98, CRASHED = 99 };

/* `out` to either half of the stack pointer; the bits of the register that is written are masked. */
enum { OUT_MASK = 0xFE0F, OUT_SPL = 0xBE0D, OUT_SPH = 0xBE0E };

typedef struct {
    FILE *input;
    FILE *output;
    FILE *counts;
    uint32_t end;   /* of static memory */
    uint32_t stack; /* the stack pointer at the first mark: the next free byte */
    uint8_t paint;
    bool is_half; /* one half of the stack pointer is new, the other old */
    avr_cycle_count_t since;
    int code; /* negative until the program ends */
} runner_t;

static uint32_t stack_pointer(const avr_t *avr)
{
    return (uint32_t)avr->data[SPL_AT] | ((uint32_t)avr->data[SPH_AT] << 8);
}

/* Runs one instruction and ends the program if the stack has no room any more. A function with a frame
 * writes the upper half of the stack pointer first: until the lower one follows, it means nothing. */
static int run(avr_t *avr, runner_t *runner)
{
    const unsigned code =
        ((unsigned)avr->flash[avr->pc] | ((unsigned)avr->flash[avr->pc + 1] << 8)) & OUT_MASK;
    const int state = avr_run(avr);
    uint32_t pointer;

    if (code == OUT_SPH || code == OUT_SPL) {
        runner->is_half = code == OUT_SPH;
    }
    pointer = stack_pointer(avr);
    /* The pointer is the next free byte. */
    if (!runner->is_half && pointer + 1U < runner->end && runner->code < 0) {
        fprintf(stderr, "%lu\n", (unsigned long)(runner->end - pointer - 1U));
        runner->code = STACK_OVERFLOW;
    }
    return state;
}

/* Fills what the stack may grow into. The colour alternates from pass to pass: a byte written with the
 * colour of one pass is seen in the next. */
static void begin(avr_t *avr, runner_t *runner)
{
    uint32_t address;

    runner->paint = (uint8_t)~runner->paint;
    runner->stack = stack_pointer(avr);
    for (address = runner->end; address <= runner->stack; address++) {
        avr->data[address] = runner->paint;
    }
    runner->since = avr->cycle;
}

static void end(const avr_t *avr, runner_t *runner)
{
    const avr_cycle_count_t cycles = avr->cycle - runner->since;
    uint32_t address = runner->end;

    while (address <= runner->stack && avr->data[address] == runner->paint) {
        address++;
    }
    fprintf(runner->counts, "%llu %lu\n", (unsigned long long)cycles,
            (unsigned long)(runner->stack + 1U - address));
}

static void on_mark(avr_t *avr, avr_io_addr_t address, uint8_t value, void *data)
{
    avr->data[address] = value;
    if (value == 1) {
        begin(avr, data);
    } else {
        end(avr, data);
    }
}

static void on_code(avr_t *avr, avr_io_addr_t address, uint8_t value, void *data)
{
    runner_t *runner = data;

    avr->data[address] = value;
    if (runner->code < 0) {
        runner->code = value;
    }
}

static void on_output(avr_t *avr, avr_io_addr_t address, uint8_t value, void *data)
{
    const runner_t *runner = data;

    avr->data[address] = value;
    (void)fputc(value, runner->output);
}

static uint8_t on_input(avr_t *avr, avr_io_addr_t address, void *data)
{
    runner_t *runner = data;
    const int byte = fgetc(runner->input);

    (void)avr;
    (void)address;
    if (byte == EOF && runner->code < 0) {
        runner->code = CHANNEL_FAILED;
    }
    return (uint8_t)byte;
}

/* simavr reports what it loads, too; only errors are wanted. */
static void on_log(avr_t *avr, const int level, const char *format, va_list arguments)
{
    (void)avr;
    if (level == LOG_ERROR) {
        (void)vfprintf(stderr, format, arguments);
    }
}

int main(int count, char **arguments)
{
    static runner_t runner;
    static elf_firmware_t firmware;
    int state = cpu_Running;
    avr_t *avr;

    if (count != 4) {
        fputs("usage: avr_runner MCU ELF END\n", stderr);
        return 2;
    }
    avr_global_logger_set(on_log);
    avr = avr_make_mcu_by_name(arguments[1]);
    runner.input = fopen("input.bin", "rb");
    runner.output = fopen("output.bin", "wb");
    runner.counts = fopen("counts.txt", "w");
    if (avr == NULL || runner.input == NULL || runner.output == NULL || runner.counts == NULL
        || elf_read_firmware(arguments[2], &firmware) != 0) {
        fputs("avr_runner: the processor, the program or a file is missing\n", stderr);
        return 2;
    }
    runner.end = (uint32_t)strtoul(arguments[3], NULL, 0) & 0xFFFFU;
    runner.code = -1;
    runner.paint = 0xA5;
    (void)avr_init(avr);
    firmware.frequency = 16000000;
    avr_load_firmware(avr, &firmware);
    avr->run_cycle_limit = 1; /* an instruction at a time */
    avr_register_io_write(avr, GPIOR0_AT, on_mark, &runner);
    avr_register_io_write(avr, GPIOR1_AT, on_code, &runner);
    avr_register_io_write(avr, GPIOR2_AT, on_output, &runner);
    avr_register_io_read(avr, GPIOR2_AT, on_input, &runner);
    while (runner.code < 0 && state != cpu_Done && state != cpu_Crashed) {
        state = run(avr, &runner);
    }
    if (fclose(runner.output) != 0 || fclose(runner.counts) != 0) {
        return CHANNEL_FAILED;
    }
    return runner.code < 0 ? CRASHED : runner.code;
}
