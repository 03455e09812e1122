import CreditNumerics
import CGSL

/// GSL's Mersenne twister, owned: allocated here, freed with the value, never shared between threads. Safe, because
/// the pointer never leaves the value.
@safe
struct RandomGenerator: ~Copyable {
  private let state: UnsafeMutablePointer<gsl_rng>

  /// The generator for a seed.
  ///
  /// GSL's mt19937 takes 32 bits of seed, so the 64 bits are folded: SplitMix64's output function mixes them (every
  /// bit of the seed moves every bit of the result), and its upper 32 bits are used. Neighbouring seeds therefore
  /// start unrelated streams, but there are 2^32 streams only: two given seeds share theirs with probability 2^-32.
  /// GSL reads a folded seed of 0 as its default 4357.
  ///
  /// Sources: Matsumoto and Nishimura, ACM TOMACS 8 (1998), in the initialisation of 2002; Steele, Lea and Flood,
  /// "Fast splittable pseudorandom number generators", OOPSLA 2014, for the mixing.
  init(seed: UInt64) throws(GSLError) {
    unsafe state = try GSL.allocate("gsl_rng_alloc") { unsafe cgsl_rng_alloc_mt19937() }
    GSL.call { unsafe gsl_rng_set(state, UInt(Self.folded(seed))) }
  }

  deinit { unsafe gsl_rng_free(state) }

  /// The 32 bits that seed the twister.
  static func folded(_ seed: UInt64) -> UInt32 {
    var bits = seed &+ 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    return UInt32(truncatingIfNeeded: bits >> 32)
  }

  /// Fills `resample` with draws from `source`, with replacement and equal probabilities. `source` is not empty.
  mutating func draw<Element: BitwiseCopyable>(into resample: inout [Element], from source: [Element]) {
    precondition(!source.isEmpty, "nothing to draw from")
    unsafe resample.withUnsafeMutableBufferPointer { target in
      unsafe source.withUnsafeBufferPointer { origin in
        // The C signature lacks a `const`: gsl_ran_sample only reads its source. The counts are those of the
        // buffers, and the elements are bitwise copyable, so copying their bytes copies them.
        GSL.call {
          unsafe gsl_ran_sample(
            state, target.baseAddress, target.count, UnsafeMutablePointer(mutating: origin.baseAddress),
            origin.count, MemoryLayout<Element>.stride)
        }
      }
    }
  }
}
