#include "CTinySNN.h"

/* #embed is C23; clang offers it in every mode and warns. A copy of the text in Swift would drift
 * from the header that the tests call, a resource bundle would be lost when the binary is copied. */
#pragma clang diagnostic ignored "-Wc23-extensions"

static const char tinysnn_runtime_source[] = {
#embed "include/tinysnn_runtime.h" suffix(, 0)
};

const char *tinysnn_runtime_text(void)
{
    return tinysnn_runtime_source;
}
