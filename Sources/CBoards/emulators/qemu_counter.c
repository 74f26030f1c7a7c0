/* SPDX-License-Identifier: 0BSD
 *
 * A plugin of QEMU (versions 1 and 2 of its plugin interface, which differ in nothing that is used
 * here; PLUGIN_VERSION says which one QEMU expects) that counts the instructions executed between
 * two marks and finds the deepest byte written to the stack there.
 *
 *   -plugin counter.so,begin=ADDRESS,end=ADDRESS,low=ADDRESS,high=ADDRESS,out=FILE
 *
 * begin and end are functions, low and high the range of the stack. Each pass through both marks adds
 * a line to FILE: the instructions, and the lowest address written, or `high`. The block of a mark
 * itself does not count; the call of the second mark does.
 *
 * Blocks are counted, not single instructions: a block runs from its first instruction to its last
 * unless an exception ends it, and an exception ends a verification. The functions of the interface
 * are declared here, because distributions install its header with QEMU's sources only. */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t qemu_plugin_id_t;
typedef uint32_t qemu_plugin_meminfo_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_info_t;
enum { QEMU_PLUGIN_CB_NO_REGS = 0 };
enum { QEMU_PLUGIN_MEM_W = 2 };

void qemu_plugin_register_vcpu_tb_trans_cb(
    qemu_plugin_id_t id, void (*callback)(qemu_plugin_id_t id, struct qemu_plugin_tb *block));
void qemu_plugin_register_vcpu_tb_exec_cb(
    struct qemu_plugin_tb *block, void (*callback)(unsigned cpu, void *data), int flags, void *data);
void qemu_plugin_register_vcpu_mem_cb(
    struct qemu_plugin_insn *instruction,
    void (*callback)(unsigned cpu, qemu_plugin_meminfo_t info, uint64_t address, void *data),
    int flags, int accesses, void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *block);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *block, size_t index);

#define VISIBLE __attribute__((visibility("default")))

extern int qemu_plugin_version;
int qemu_plugin_install(
    qemu_plugin_id_t id, const struct qemu_info_t *info, int count, char **arguments);

VISIBLE int qemu_plugin_version = PLUGIN_VERSION;

static uint64_t begin;
static uint64_t end;
static uint64_t low;
static uint64_t high;
static FILE *out;

static bool inside;
static unsigned long long instructions;
static uint64_t deepest;

static void on_block(unsigned cpu, void *count)
{
    (void)cpu;
    if (inside) {
        instructions += (uintptr_t)count;
    }
}

static void on_begin(unsigned cpu, void *data)
{
    (void)cpu;
    (void)data;
    inside = true;
    instructions = 0;
    deepest = high;
}

static void on_end(unsigned cpu, void *data)
{
    (void)cpu;
    (void)data;
    inside = false;
    fprintf(out, "%llu %llu\n", instructions, (unsigned long long)deepest);
    fflush(out);
}

static void on_store(unsigned cpu, qemu_plugin_meminfo_t info, uint64_t address, void *data)
{
    (void)cpu;
    (void)info;
    (void)data;
    if (inside && address >= low && address < deepest) {
        deepest = address;
    }
}

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *block)
{
    const size_t count = qemu_plugin_tb_n_insns(block);
    const uint64_t address = qemu_plugin_tb_vaddr(block);
    void (*callback)(unsigned cpu, void *data) = on_block;
    size_t index;

    (void)id;
    if (address == begin) {
        callback = on_begin;
    } else if (address == end) {
        callback = on_end;
    }
    qemu_plugin_register_vcpu_tb_exec_cb(
        block, callback, QEMU_PLUGIN_CB_NO_REGS, (void *)(uintptr_t)count);
    for (index = 0; index < count; index++) {
        qemu_plugin_register_vcpu_mem_cb(
            qemu_plugin_tb_get_insn(block, index), on_store, QEMU_PLUGIN_CB_NO_REGS,
            QEMU_PLUGIN_MEM_W, NULL);
    }
}

VISIBLE int qemu_plugin_install(
    qemu_plugin_id_t id, const struct qemu_info_t *info, int count, char **arguments)
{
    int index;

    (void)info;
    for (index = 0; index < count; index++) {
        char *value = strchr(arguments[index], '=');

        if (value == NULL) {
            return -1;
        }
        *value = '\0';
        value++;
        if (strcmp(arguments[index], "begin") == 0) {
            begin = strtoull(value, NULL, 0);
        } else if (strcmp(arguments[index], "end") == 0) {
            end = strtoull(value, NULL, 0);
        } else if (strcmp(arguments[index], "low") == 0) {
            low = strtoull(value, NULL, 0);
        } else if (strcmp(arguments[index], "high") == 0) {
            high = strtoull(value, NULL, 0);
        } else if (strcmp(arguments[index], "out") == 0) {
            out = fopen(value, "w");
        } else {
            return -1;
        }
    }
    if (out == NULL) {
        return -1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    return 0;
}
