#ifndef CTINYSNN_H
#define CTINYSNN_H

/* The device runtime for the host: the very header that an export ships, and its text. */

#include "tinysnn_runtime.h"

/* The text of tinysnn_runtime.h, byte for byte; not terminated by a zero. */
extern const unsigned char tinysnn_runtime_source[];
extern const size_t tinysnn_runtime_source_size;

#endif
