#ifndef CTINYSNN_H
#define CTINYSNN_H

/* The device runtime for the host: the very header that an export ships, and its text. */

#include "tinysnn_runtime.h"

/* The text of tinysnn_runtime.h, byte for byte, with a zero at its end. */
const char *tinysnn_runtime_text(void);

#endif
