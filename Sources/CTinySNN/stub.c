#include "CTinySNN.h"
