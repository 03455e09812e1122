import CreditMethods
import Trajectories

/// Random episodes for methods that count actions in states: few states and actions, so that tables have many rows;
/// one to three agents a turn in any order, two tasks, invalid turns, returns that tie.
func hindsightDrafts(seed: UInt64) -> [EpisodeDraft] {
  var generator = SplitMix64(seed: seed)
  let states = ["A", "B", "C", "D"].prefix(Int.random(in: 1...4, using: &generator))
  let hasPrivileged = Bool.random(using: &generator)
  let hasObservations = Bool.random(using: &generator)
  let longest = Int.random(in: 1...5, using: &generator)
  return (0..<Int.random(in: 1...12, using: &generator)).map { index in
    let turns = (0..<Int.random(in: 1...longest, using: &generator)).map { _ in
      let agents =
        [["one"], ["two"], ["two", "one"], ["one", "two"], ["three", "two", "one"]].randomElement(
          using: &generator) ?? []
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

/// One of the values that each parameter of a hindsight method may take, chosen at random.
func hindsightSettings(
  for method: any CreditMethod.Type, seed: UInt64
) -> [(name: String, value: String)] {
  var generator = SplitMix64(seed: seed ^ 0xC0C0A)
  return randomSettings(for: method.fullCard.parameters, seed: seed ^ 0xA5CB).map { setting in
    let values: [String]
    switch setting.name {
    case "temperature": values = ["1", "5"]
    case "rhoMin": values = ["0", "0.8"]
    case "rhoMax": values = ["1.2", "3"]
    case "ridge": values = ["0.001", "1"]
    default: return setting
    }
    return (setting.name, values.randomElement(using: &generator) ?? "")
  }
}
