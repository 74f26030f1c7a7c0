/* Returns 0 if both files compute the same. */
#include "use.h"

int main(void)
{
    static model_state_t state;
    static uint8_t input[MODEL_INPUT_BYTES];

    input[0] = 1;
    MODEL_INIT(&state);
    return (MODEL_SCORE(&state, MODEL_RUN(&state, input)) == score_of_other(input)) ? 0 : 1;
}
