#include "use.h"

int32_t score_of_other(const uint8_t *input)
{
    static model_state_t state;

    MODEL_INIT(&state);
    return MODEL_SCORE(&state, MODEL_RUN(&state, input));
}
