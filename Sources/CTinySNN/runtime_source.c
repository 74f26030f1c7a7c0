#include "CTinySNN.h"

/* #embed is C23; clang offers it in every mode and warns. A copy of the text in Swift would drift
 * from the header that the tests call, a resource bundle would be lost when the binary is copied. */
#pragma clang diagnostic ignored "-Wc23-extensions"

const unsigned char tinysnn_runtime_source[] = {
#embed "include/tinysnn_runtime.h"
};
const size_t tinysnn_runtime_source_size = sizeof tinysnn_runtime_source;
