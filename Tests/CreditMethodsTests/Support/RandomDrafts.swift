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

/// Random episodes of up to three tasks and three agents over six states: self-loops, cycles, groups of one, groups
/// without success, unreachable states, one and several agents a turn, missing privileged states and observations.
func randomDrafts(seed: UInt64) -> [EpisodeDraft] {
  var generator = SplitMix64(seed: seed)
  let keys = ["A", "B", "C", "D", "one=A|two=B", "Z"]
  let hasPrivileged = Bool.random(using: &generator)
  let hasObservations = Bool.random(using: &generator)
  return (0..<Int.random(in: 1...12, using: &generator)).map { index in
    let turns = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
      let agents =
        [["one"], ["two"], ["two", "one"], ["one-b", "two", "one"]].randomElement(using: &generator) ?? []
      return TurnDraft(
        state: keys.randomElement(using: &generator) ?? "A",
        privileged: hasPrivileged && Int.random(in: 0..<4, using: &generator) > 0
          ? keys.randomElement(using: &generator) : nil,
        reward: Double(Int.random(in: -2...2, using: &generator)) / 2,
        decisions: agents.map { agent in
          DecisionDraft(
            agent: agent,
            observation: hasObservations ? keys.prefix(2).randomElement(using: &generator) : nil,
            isValid: Int.random(in: 0..<6, using: &generator) > 0)
        })
    }
    let status = OutcomeStatus.allCases.randomElement(using: &generator) ?? .failure
    return EpisodeDraft(
      task: ["t0", "t1", "t2"].randomElement(using: &generator) ?? "t0", name: "e\(index)", status: status,
      score: Bool.random(using: &generator) ? Double(Int.random(in: 0...4, using: &generator)) / 4 : nil,
      turns: turns, final: keys.randomElement(using: &generator) ?? "Z")
  }
}

/// One of the values that each parameter of a method may take, chosen at random.
func randomSettings(
  for specifications: [ParameterSpecification], seed: UInt64
) -> [(name: String, value: String)] {
  var generator = SplitMix64(seed: seed)
  return specifications.map { specification in
    let values: [String]
    switch specification.kind {
    case .choice(let words), .file(let words): values = words
    case .integer(let range): values = range.map(String.init)
    case .flag: values = ["true", "false"]
    case .number:
      switch specification.name {
      case "eps": values = ["0.000001", "0.5"]
      case "gamma": values = ["0", "0.95", "1"]
      case "omega": values = ["0.1", "0.5", "1"]
      default: values = ["0", "0.25", "1", "10"]
      }
    }
    return (specification.name, values.randomElement(using: &generator) ?? "")
  }
}
