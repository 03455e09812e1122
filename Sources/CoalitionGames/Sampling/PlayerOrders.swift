import CRandom123

/// Random numbers at addresses: each is a function of seed, stream and address, and of nothing else.
struct PlayerDraws: Sendable {
  let seed: UInt64
  let stream: UInt64

  /// A number in `0..<bound` at an address; biased by less than bound / 2^64.
  struct Sequence {
    private let seed: UInt64
    private let stream: UInt64
    private let unit: UInt64
    private let part: UInt64
    private var block = philox_block(word0: 0, word1: 0, word2: 0, word3: 0)
    private var drawn: UInt64 = 0

    fileprivate init(_ draws: PlayerDraws, unit: UInt64, part: UInt64) {
      (seed, stream, self.unit, self.part) = (draws.seed, draws.stream, unit, part)
    }

    /// The next number.
    mutating func next(below bound: Int) -> Int {
      if drawn % 4 == 0 { block = philox_draw(seed, stream, unit, part, drawn / 4, 0) }
      let word =
        switch drawn % 4 {
        case 0: block.word0
        case 1: block.word1
        case 2: block.word2
        default: block.word3
        }
      drawn += 1
      return Int(word.multipliedFullWidth(by: UInt64(bound)).high)
    }
  }

  /// The numbers of a sampling unit; `part` keeps apart the uses of one unit.
  func numbers(ofUnit unit: Int, part: Int = 0) -> Sequence {
    Sequence(self, unit: UInt64(unit), part: UInt64(part))
  }

  /// Puts `count` of the players, drawn without replacement, to the front, in random order (Fisher and Yates).
  func shuffle(_ players: inout [Int], first count: Int, unit: Int, part: Int = 0) {
    var numbers = numbers(ofUnit: unit, part: part)
    for place in 0..<max(0, min(count, players.count - 1)) {
      players.swapAt(place, place + numbers.next(below: players.count - place))
    }
  }
}
