#pragma once

/// Asks for a place in memory that is read soon, without waiting for it. Any address may be given: one where nothing is does nothing.
static inline void cprefetch(const void *place) { __builtin_prefetch(place, 0, 3); }
