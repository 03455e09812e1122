#ifndef ASCRIBE_SHA256_H
#define ASCRIBE_SHA256_H

#include <stddef.h>
#include <stdint.h>

/// A digest by SHA-256 (FIPS 180-4) under way: what was added so far.
typedef struct {
  uint32_t state[8];
  uint64_t length;
  uint8_t block[64];
} ascribe_sha256;

/// A digest of nothing yet.
void ascribe_sha256_begin(ascribe_sha256 *digest);

/// Adds bytes.
void ascribe_sha256_add(ascribe_sha256 *digest, const uint8_t *bytes, size_t count);

/// Ends the digest and gives its 32 bytes; it is of no further use.
void ascribe_sha256_end(ascribe_sha256 *digest, uint8_t *result);

#endif
