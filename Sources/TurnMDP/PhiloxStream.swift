package import CRandom123

/// Addressed random numbers: every draw is a function of (seed, stream; episode, turn, draw) and of nothing else, so
/// that results do not depend on the number of threads or the order of work.
package struct PhiloxStream: Sendable {
  /// What the draws are for. Streams of different purposes never overlap.
  package enum Purpose: UInt64, Sendable {
    case start = 1
    case rollout = 2
    case replay = 3
    case resampling = 4
    case exploration = 5
    case fitting = 6
    case fittingStart = 7
    case coalition = 16
    case mixing = 24
    case criticNetwork = 32
  }

  private let seed: UInt64
  private let stream: UInt64

  /// The stream of a purpose. `lane` keeps apart the batches (or other repetitions) of one run.
  package init(seed: UInt64, purpose: Purpose, lane: UInt32 = 0) {
    self.seed = seed
    self.stream = purpose.rawValue << 32 | UInt64(lane)
  }

  /// Four 64-bit words at an address.
  @inline(__always)
  package func block(episode: UInt64, turn: UInt64, draw: UInt64, branch: UInt64 = 0) -> philox_block {
    philox_draw(seed, stream, episode, turn, draw, branch)
  }

  /// The first word at an address.
  @inline(__always)
  package func word(episode: UInt64, turn: UInt64, draw: UInt64) -> UInt64 {
    block(episode: episode, turn: turn, draw: draw).word0
  }

  /// Three numbers in `[0, 1)` at an address.
  package func units(episode: UInt64, turn: UInt64, draw: UInt64) -> (Double, Double, Double) {
    let block = block(episode: episode, turn: turn, draw: draw)
    return (Self.unit(block.word0), Self.unit(block.word1), Self.unit(block.word2))
  }

  /// A word as a number in `[0, 1)`, a multiple of 2^-53.
  @inline(__always)
  package static func unit(_ word: UInt64) -> Double { Double(word >> 11) * 0x1p-53 }
}
