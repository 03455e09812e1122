import Ground

/// Where the draws of a turn are.
struct DrawAddress {
  let draws: PhiloxStream
  let episode: UInt64
  let turn: Int
  let branch: UInt64
  let first: PhiloxBlock

  init(draws: PhiloxStream, episode: UInt64, turn: Int, branch: UInt64, first: PhiloxBlock? = nil) {
    self.draws = draws
    self.episode = episode
    self.turn = turn
    self.branch = branch
    self.first = first ?? draws.block(episode: episode, turn: UInt64(turn), draw: 0, branch: branch)
  }

  /// The number in `[0, 1)` of the acting agent at a place: the first word of a turn is chance's.
  func unit(ofSlot place: Int) -> Double {
    let word = place + 1
    let block =
      word < 4
      ? first : draws.block(episode: episode, turn: UInt64(turn), draw: UInt64(word / 4), branch: branch)
    return PhiloxStream.unit(block[UInt64(word)])
  }
}

extension DrawAddress {
  /// The number in `[0, 1)` of one of several things that chance decides in a turn: of the first one the turn's first word, of
  /// the others words far beyond those of agents.
  func unit(ofFactor factor: Int) -> Double {
    guard factor > 0 else { return PhiloxStream.unit(first.word0) }
    let draw = Self.factorDraws + UInt64(factor / 4)
    let block = draws.block(episode: episode, turn: UInt64(turn), draw: draw, branch: branch)
    return PhiloxStream.unit(block[UInt64(factor % 4)])
  }

  /// More than agents have words.
  private static let factorDraws: UInt64 = 1 << 32
}

/// The place of the outcome that a number in `[0, 1)` draws, of some whose probabilities add up to 1 but for rounding, which is
/// the last one's.
func drawnPlace(_ unit: Double, _ probabilities: some Collection<Double>) -> Int {
  var cumulative = 0.0
  for (place, probability) in probabilities.dropLast().enumerated() {
    cumulative += probability
    if unit < cumulative { return place }
  }
  return probabilities.count - 1
}
