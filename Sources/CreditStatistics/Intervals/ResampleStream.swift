import Ground

/// The draws of one resample of one sample, each at an address: Philox(seed, purpose; resample, block, sample).
///
/// No generator is carried from one resample to the next, so any thread can make any resample, and all make the same.
struct ResampleStream {
  private let stream: PhiloxStream
  private let resample: UInt64
  private let sample: UInt64
  private var block: UInt64 = 0
  private var words: PhiloxBlock
  private var used = 0

  init(seed: UInt64, purpose: PhiloxStream.Resample, resample: Int, sample: Int = 0) {
    stream = PhiloxStream(seed: seed, resample: purpose)
    // Every number is an address, a negative one too.
    self.resample = UInt64(bitPattern: Int64(resample))
    self.sample = UInt64(sample)
    words = stream.block(episode: self.resample, turn: 0, draw: self.sample)
  }

  /// The next 32 uniformly distributed bits: four words give eight of them.
  @inline(__always)
  mutating func next() -> UInt32 {
    if used == 8 {
      block += 1
      words = stream.block(episode: resample, turn: block, draw: sample)
      used = 0
    }
    let word = words[UInt64(used >> 1)]
    let half = UInt32(truncatingIfNeeded: word >> (UInt64(used & 1) << 5))
    used += 1
    return half
  }

  /// A whole number in `0..<bound`, each with exactly the same probability; `bound` is at least 1.
  ///
  /// Source: Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019), algorithm 5.
  @inline(__always)
  mutating func index(below bound: UInt32) -> Int {
    var product = UInt64(next()) * UInt64(bound)
    if UInt32(truncatingIfNeeded: product) < bound {
      let threshold = (0 &- bound) % bound
      while UInt32(truncatingIfNeeded: product) < threshold { product = UInt64(next()) * UInt64(bound) }
    }
    return Int(product >> 32)
  }
}
