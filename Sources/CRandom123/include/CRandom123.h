#pragma once

#include <stdint.h>

#include <Random123/philox.h>

/// Four independent, uniformly distributed 64-bit words.
typedef struct {
  uint64_t word0, word1, word2, word3;
} philox_block;

/// Philox4x64-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011):
/// a bijection of the 256-bit counter for every 128-bit key, so that every draw can be addressed and none is kept.
static inline philox_block philox_draw(uint64_t key0, uint64_t key1, uint64_t counter0, uint64_t counter1,
                                       uint64_t counter2, uint64_t counter3) {
  const philox4x64_key_t key = {{key0, key1}};
  const philox4x64_ctr_t counter = {{counter0, counter1, counter2, counter3}};
  const philox4x64_ctr_t drawn = philox4x64(counter, key);
  const philox_block block = {drawn.v[0], drawn.v[1], drawn.v[2], drawn.v[3]};
  return block;
}
