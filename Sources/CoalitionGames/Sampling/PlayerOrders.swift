import Ground

/// Random numbers at addresses: each is a function of seed, stream and address, and of nothing else.
struct PlayerDraws: Sendable {
  private let stream: PhiloxStream

  init(seed: UInt64, stream: UInt64) { self.stream = PhiloxStream(seed: seed, game: stream) }

  /// A number in `0..<bound` at an address; biased by less than bound / 2^64.
  struct Sequence {
    private let stream: PhiloxStream
    private let unit: UInt64
    private let part: UInt64
    private var block = PhiloxBlock(0, 0, 0, 0)
    private var drawn: UInt64 = 0

    fileprivate init(_ draws: PlayerDraws, unit: UInt64, part: UInt64) {
      (stream, self.unit, self.part) = (draws.stream, unit, part)
    }

    /// The next number.
    mutating func next(below bound: Int) -> Int {
      if drawn % 4 == 0 { block = stream.block(episode: unit, turn: part, draw: drawn / 4) }
      let word = block[drawn]
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
