/* SPDX-License-Identifier: 0BSD
 *
 * Runs a hosted program on an emulated ATmega: printf goes to the serial port, and a last line says the
 * exit code. Sleep without interrupts ends the emulation. */

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <stdio.h>

int hosted_main(void); /* the program's main, renamed by the compiler's command line */

static int put(char character, FILE *file)
{
    (void)file;
    while ((UCSR0A & (1U << UDRE0)) == 0U) {
    }
    UDR0 = (uint8_t)character;
    return 0;
}

static FILE serial = FDEV_SETUP_STREAM(put, NULL, _FDEV_SETUP_WRITE);

int main(void)
{
    UCSR0B = (uint8_t)(1U << TXEN0);
    stdout = &serial;
    printf("exit %d\n", hosted_main());
    cli();
    sleep_enable();
    for (;;) {
        sleep_cpu();
    }
}
