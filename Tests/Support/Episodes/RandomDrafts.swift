import Trajectories

/// Random episodes of up to three tasks and three agents over six states: self-loops, cycles, groups of one, groups
/// without success, unreachable states, one and several agents a turn, missing privileged states and observations.
package func randomDrafts(seed: UInt64) -> [EpisodeDraft] {
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
    let status = [OutcomeStatus.success, .failure, .truncated].randomElement(using: &generator) ?? .failure
    return EpisodeDraft(
      task: ["t0", "t1", "t2"].randomElement(using: &generator) ?? "t0", name: "e\(index)", status: status,
      score: Bool.random(using: &generator) ? Double(Int.random(in: 0...4, using: &generator)) / 4 : nil,
      turns: turns, final: keys.randomElement(using: &generator) ?? "Z")
  }
}

/// Random episodes for methods that count actions in states: few states and actions, so that tables have many rows;
/// one to three agents a turn in any order, two tasks, invalid turns, returns that tie.
package func hindsightDrafts(seed: UInt64) -> [EpisodeDraft] {
  var generator = SplitMix64(seed: seed)
  let states = ["A", "B", "C", "D"].prefix(Int.random(in: 1...4, using: &generator))
  let hasPrivileged = Bool.random(using: &generator)
  let hasObservations = Bool.random(using: &generator)
  let longest = Int.random(in: 1...5, using: &generator)
  return (0..<Int.random(in: 1...12, using: &generator)).map { index in
    let turns = (0..<Int.random(in: 1...longest, using: &generator)).map { _ in
      let agents = teams.randomElement(using: &generator) ?? []
      return TurnDraft(
        state: states.randomElement(using: &generator) ?? "A",
        privileged: hasPrivileged && Bool.random(using: &generator) ? "B" : nil,
        reward: [0, 0, 0.5, -1, 0.1 + 0.2, 0.3].randomElement(using: &generator) ?? 0,
        decisions: agents.map { agent in
          DecisionDraft(
            agent: agent, action: ["x", "y", "z"].randomElement(using: &generator) ?? "x",
            observation: hasObservations ? ["A", "B"].randomElement(using: &generator) : nil,
            isValid: Int.random(in: 0..<6, using: &generator) > 0)
        })
    }
    return EpisodeDraft(
      task: Int.random(in: 0..<4, using: &generator) == 0 ? "t1" : "t0", name: "e\(index)",
      status: [.success, .failure, .truncated].randomElement(using: &generator) ?? .failure,
      score: Bool.random(using: &generator) ? Double(Int.random(in: 0...4, using: &generator)) / 4 : nil,
      turns: turns, final: states.randomElement(using: &generator) ?? "A")
  }
}
