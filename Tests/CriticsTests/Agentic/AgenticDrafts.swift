import Testing
import Trajectories

/// Random episodes for agentic critics: few states and actions, so that tables have many rows; one to three
/// agents a turn in any order, two tasks, refused actions, partial scores, tokens, factors and both
/// log-probabilities.
func agenticDrafts(seed: UInt64) -> [EpisodeDraft] {
  var generator = SplitMix64(seed: seed)
  let states = ["A", "B", "C"].prefix(Int.random(in: 1...3, using: &generator))
  let hasObservations = Bool.random(using: &generator)
  let hasPrivileged = Bool.random(using: &generator)
  let hasTokens = Bool.random(using: &generator)
  let longest = Int.random(in: 1...4, using: &generator)
  return (0..<Int.random(in: 1...8, using: &generator)).map { index in
    let turns = (0..<Int.random(in: 1...longest, using: &generator)).map { _ in
      let agents =
        [["one"], ["two"], ["two", "one"], ["one", "two"], ["three", "two", "one"]].randomElement(
          using: &generator) ?? []
      return TurnDraft(
        state: states.randomElement(using: &generator) ?? "A",
        privileged: hasPrivileged && Bool.random(using: &generator) ? "P" : nil,
        reward: Double(Int.random(in: -2...2, using: &generator)) / 2,
        decisions: agents.map { agent in
          DecisionDraft(
            agent: agent, action: ["x", "y"].randomElement(using: &generator) ?? "x",
            observation: hasObservations ? ["A", "O"].randomElement(using: &generator) : nil,
            valid: Int.random(in: 0..<5, using: &generator) > 0,
            logProbability: -Double.random(in: 0...2, using: &generator),
            referenceLogProbability: -Double.random(in: 0...2, using: &generator),
            tokens: hasTokens ? Int.random(in: 0...4, using: &generator) : nil,
            factors: [
              Double(Int.random(in: 0...2, using: &generator)),
              Double(Int.random(in: -1...1, using: &generator)),
            ])
        })
    }
    let status = ["success", "failure", "truncated"].randomElement(using: &generator) ?? "failure"
    let score = Bool.random(using: &generator) ? Double(Int.random(in: 0...4, using: &generator)) / 4 : nil
    return EpisodeDraft(
      task: Int.random(in: 0..<4, using: &generator) == 0 ? "t1" : "t0", episode: "e\(index)",
      outcome: EpisodeDraft.Outcome(status: status, score: score), turns: turns)
  }
}

/// One of the values that each parameter of a method may take, chosen at random, as `name=value` parted by
/// blanks.
func agenticSettings(for specifications: [ParameterSpecification], seed: UInt64) -> String {
  var generator = SplitMix64(seed: seed ^ 0xA9E7)
  let words = [
    "gamma": ["0", "0.9", "1"], "lambda": ["0", "0.5", "1"], "tokenGamma": ["0.5", "1"],
    "tokenLambda": ["0", "0.5", "1"],
    "beta": ["0.05", "0.5", "1"], "ridge": ["0.01", "0.5"], "eps": ["0.001", "0.5"], "tau": ["0.4", "2"],
    "leastScore": ["0", "0.5", "1"], "values": ["mc", "zero"], "error": ["0", "0.1", "1"],
  ]
  let settings = specifications.map { specification in
    let values =
      switch specification.kind {
      case .choice(let choices), .file(let choices): words[specification.name] ?? choices
      case .integer(let range): range.map(String.init)
      case .flag: ["true", "false"]
      case .number: words[specification.name] ?? ["0", "0.25", "1", "3"]
      }
    return "\(specification.name)=\(values.randomElement(using: &generator) ?? "")"
  }
  return settings.joined(separator: " ")
}
