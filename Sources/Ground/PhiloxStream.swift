import CRandom123

/// Four independent, uniformly distributed words.
@frozen
package struct PhiloxBlock: Sendable {
  package let word0, word1, word2, word3: UInt64

  @inlinable @inline(__always)
  package init(_ word0: UInt64, _ word1: UInt64, _ word2: UInt64, _ word3: UInt64) {
    (self.word0, self.word1, self.word2, self.word3) = (word0, word1, word2, word3)
  }

  /// A word by its index, the last two bits of which count.
  @inlinable @inline(__always)
  package subscript(index: UInt64) -> UInt64 {
    switch index & 3 {
    case 0: word0
    case 1: word1
    case 2: word2
    default: word3
    }
  }
}

/// Addressed random numbers: every draw is a function of (seed, stream; episode, turn, draw) and of nothing else, so
/// that results do not depend on the number of threads or the order of work.
package struct PhiloxStream: Sendable {
  @usableFromInline package let seed: UInt64
  @usableFromInline package let stream: UInt64

  /// The stream of a word of the key; ``PhiloxStream/Purpose`` and its neighbours list all words.
  init(seed: UInt64, word: UInt64) {
    self.seed = seed
    stream = word
  }

  /// Four 64-bit words at an address.
  @inlinable @inline(__always)
  package func block(episode: UInt64, turn: UInt64, draw: UInt64, branch: UInt64 = 0) -> PhiloxBlock {
    let block = philox_draw(seed, stream, episode, turn, draw, branch)
    return PhiloxBlock(block.word0, block.word1, block.word2, block.word3)
  }

  /// The first word at an address.
  @inlinable @inline(__always)
  package func word(episode: UInt64, turn: UInt64, draw: UInt64) -> UInt64 {
    block(episode: episode, turn: turn, draw: draw).word0
  }

  /// Three numbers in `[0, 1)` at an address.
  package func units(episode: UInt64, turn: UInt64, draw: UInt64) -> (Double, Double, Double) {
    let block = block(episode: episode, turn: turn, draw: draw)
    return (Self.unit(block.word0), Self.unit(block.word1), Self.unit(block.word2))
  }

  /// A word as a number in `[0, 1)`, a multiple of 2^-53.
  @inlinable @inline(__always)
  package static func unit(_ word: UInt64) -> Double { Double(word >> 11) * 0x1p-53 }
}
