import Trajectories

/// A small seeded generator (SplitMix64; Steele, Lea and Flood 2014), so that a failing seed can be run again.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

/// Random episodes over few keys, so that cells are shared: one or two agents a turn, who may see the same key, and
/// privileged states on every turn.
func randomDrafts(seed: UInt64) -> [EpisodeDraft] {
  var generator = SplitMix64(seed: seed)
  let hasObservations = Bool.random(using: &generator)
  return (0..<Int.random(in: 1...10, using: &generator)).map { index in
    let turns = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
      let agents = [["one"], ["two"], ["two", "one"]].randomElement(using: &generator) ?? []
      return TurnDraft(
        state: ["A", "B"].randomElement(using: &generator) ?? "A",
        privileged: ["A", "C"].randomElement(using: &generator) ?? "A",
        reward: Double(Int.random(in: -3...3, using: &generator)) / 2,
        decisions: agents.map { agent in
          DecisionDraft(
            agent: agent, observation: hasObservations ? ["A", "B"].randomElement(using: &generator) : nil,
            valid: Int.random(in: 0..<4, using: &generator) > 0)
        })
    }
    let status = ["success", "failure", "truncated"].randomElement(using: &generator) ?? "failure"
    let score = Bool.random(using: &generator) ? Double(Int.random(in: 0...4, using: &generator)) / 4 : nil
    return EpisodeDraft(
      episode: "e\(index)", outcome: EpisodeDraft.Outcome(status: status, score: score), turns: turns)
  }
}

/// One of the values that each parameter of a critic may take, chosen at random, as `name=value` parted by blanks.
func randomSettings(for specifications: [ParameterSpecification], seed: UInt64) -> String {
  var generator = SplitMix64(seed: seed)
  let settings = specifications.map { specification in
    let values =
      switch specification.kind {
      case .choice(let words), .file(let words): words
      case .integer(let range): range.map(String.init)
      case .flag: ["true", "false"]
      case .number: ["0", "0.25", "0.5", "1"]
      }
    return "\(specification.name)=\(values.randomElement(using: &generator) ?? "")"
  }
  return settings.joined(separator: " ")
}
