// Runs of vectors that stay in registers: loops over any number of them, unrolled for each length.

// How many of `left` vectors to take next: pieces of nearly the same length that fit the registers.
INLINE int run_length(int left) {
  const int pieces = (left + VK_RUN_VECTORS - 1) / VK_RUN_VECTORS;
  return (left + pieces - 1) / pieces;
}

// Calls run(n, ...) for n == length, n a constant.
#define RUN_CASE(n, run, ...) \
  case n: \
    if (n <= VK_RUN_VECTORS) run(n <= VK_RUN_VECTORS ? n : 1, __VA_ARGS__); \
    break;
#define RUN_OF_LENGTH(length, run, ...) \
  switch (length) { \
    RUN_CASE(1, run, __VA_ARGS__) RUN_CASE(2, run, __VA_ARGS__) RUN_CASE(3, run, __VA_ARGS__) \
    RUN_CASE(4, run, __VA_ARGS__) RUN_CASE(5, run, __VA_ARGS__) RUN_CASE(6, run, __VA_ARGS__) \
    RUN_CASE(7, run, __VA_ARGS__) RUN_CASE(8, run, __VA_ARGS__) RUN_CASE(9, run, __VA_ARGS__) \
    RUN_CASE(10, run, __VA_ARGS__) RUN_CASE(11, run, __VA_ARGS__) RUN_CASE(12, run, __VA_ARGS__) \
    RUN_CASE(13, run, __VA_ARGS__) RUN_CASE(14, run, __VA_ARGS__) RUN_CASE(15, run, __VA_ARGS__) \
    RUN_CASE(16, run, __VA_ARGS__) RUN_CASE(17, run, __VA_ARGS__) RUN_CASE(18, run, __VA_ARGS__) \
    RUN_CASE(19, run, __VA_ARGS__) RUN_CASE(20, run, __VA_ARGS__) \
  }
