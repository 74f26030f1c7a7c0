/* SPDX-License-Identifier: 0BSD
 *
 * A stand-in for the header of Arduino's cores: the few names that the exported sketches use, over the first
 * UART of an ATmega or over the standard output. For checks only; it is no part of any export.
 *
 * STAND_IN_INPUT is the text that arrives on the serial port. The program ends when loop() has read all of
 * it: sleep without interrupts ends an emulation. */
#ifndef STAND_IN_ARDUINO_H
#define STAND_IN_ARDUINO_H

#include <stdint.h>

#if defined(__AVR__)
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/pgmspace.h>
#include <avr/sleep.h>
#else
#include <stdio.h>
#endif

#ifndef STAND_IN_INPUT
#define STAND_IN_INPUT ""
#endif

static const char stand_in_input[] = STAND_IN_INPUT;

class StandInSerial {
public:
    void begin(unsigned long)
    {
#if defined(__AVR__)
        UCSR0B = (uint8_t)(1U << TXEN0);
#endif
    }
    operator bool() const { return true; }
    int available() const { return (stand_in_input[position] != '\0') ? 1 : 0; }
    int read()
    {
        const int character = stand_in_input[position];

        if (character == 0) {
            return -1;
        }
        position++;
        return character;
    }
    void print(const char *text)
    {
        while (*text != '\0') {
            put(*text);
            text++;
        }
    }
    void print(unsigned number) { print((unsigned long)number); }
    void print(long number)
    {
        if (number < 0) {
            put('-');
            print(0UL - (unsigned long)number);
        } else {
            print((unsigned long)number);
        }
    }
    void print(unsigned long number, int base = 10)
    {
        if (number >= (unsigned long)base) {
            print(number / (unsigned long)base, base);
        }
        put("0123456789ABCDEF"[number % (unsigned long)base]);
    }
    template <typename Value> void println(Value value)
    {
        print(value);
        put('\n');
    }
    template <typename Value> void println(Value value, int base)
    {
        print(value, base);
        put('\n');
    }

private:
    uint16_t position;

    static void put(char character)
    {
#if defined(__AVR__)
        while ((UCSR0A & (1U << UDRE0)) == 0U) {
        }
        UDR0 = (uint8_t)character;
#else
        (void)putchar(character);
#endif
    }
};

static StandInSerial Serial;

void setup();
void loop();

int main()
{
    setup();
    do {
        loop();
    } while (Serial.available() > 0);
#if defined(__AVR__)
    cli();
    sleep_enable();
    for (;;) {
        sleep_cpu();
    }
#endif
    return 0;
}

#endif /* STAND_IN_ARDUINO_H */
