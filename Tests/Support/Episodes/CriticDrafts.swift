import Trajectories

/// Who acts in a turn: one to three agents, in any order.
let teams = [["one"], ["two"], ["two", "one"], ["one", "two"], ["three", "two", "one"]]

/// Random episodes over few keys, so that cells are shared: one or two agents a turn, who may see the same key, and
/// privileged states on every turn.
package func sharedKeyDrafts(seed: UInt64) -> [EpisodeDraft] {
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
            isValid: Int.random(in: 0..<4, using: &generator) > 0)
        })
    }
    let status = [OutcomeStatus.success, .failure, .truncated].randomElement(using: &generator) ?? .failure
    let score = Bool.random(using: &generator) ? Double(Int.random(in: 0...4, using: &generator)) / 4 : nil
    return EpisodeDraft(
      name: "e\(index)", status: status, score: score, turns: turns)
  }
}

/// Random episodes of a team over few keys and actions, so that rows are shared: one to three agents a turn in any order,
/// who may see other things than the state; at least two agents in all.
package func mixingDrafts(seed: UInt64, episodes: ClosedRange<Int> = 2...7, turns: ClosedRange<Int> = 1...3)
  -> [EpisodeDraft]
{
  var generator = SplitMix64(seed: seed)
  let hasObservations = Bool.random(using: &generator)
  let hasPrivileged = Bool.random(using: &generator)
  var drafts = (0..<Int.random(in: episodes, using: &generator)).map { index in
    let turns = (0..<Int.random(in: turns, using: &generator)).map { _ in
      TurnDraft(
        state: ["A", "B"].randomElement(using: &generator) ?? "A",
        privileged: hasPrivileged ? ["A", "C"].randomElement(using: &generator) : nil,
        reward: Double(Int.random(in: -3...3, using: &generator)) / 2,
        decisions: (teams.randomElement(using: &generator) ?? []).map { agent in
          DecisionDraft(
            agent: agent, action: ["x", "y"].randomElement(using: &generator) ?? "x",
            observation: hasObservations ? ["A", "B"].randomElement(using: &generator) : nil,
            isValid: Int.random(in: 0..<6, using: &generator) > 0)
        })
    }
    let status = [OutcomeStatus.success, .failure, .truncated].randomElement(using: &generator) ?? .failure
    let score = Bool.random(using: &generator) ? Double(Int.random(in: 0...4, using: &generator)) / 4 : nil
    return EpisodeDraft(
      name: "e\(index)", status: status, score: score, turns: turns)
  }
  drafts[0].turns[0].decisions = ["one", "two"].map { DecisionDraft(agent: $0, action: "x") }
  return drafts
}

/// Random episodes for agentic critics: few states and actions, so that tables have many rows; one to three
/// agents a turn in any order, two tasks, refused actions, partial scores, tokens, factors and both
/// log-probabilities.
package func agenticDrafts(seed: UInt64) -> [EpisodeDraft] {
  var generator = SplitMix64(seed: seed)
  let states = ["A", "B", "C"].prefix(Int.random(in: 1...3, using: &generator))
  let hasObservations = Bool.random(using: &generator)
  let hasPrivileged = Bool.random(using: &generator)
  let hasTokens = Bool.random(using: &generator)
  let longest = Int.random(in: 1...4, using: &generator)
  return (0..<Int.random(in: 1...8, using: &generator)).map { index in
    let turns = (0..<Int.random(in: 1...longest, using: &generator)).map { _ in
      let agents = teams.randomElement(using: &generator) ?? []
      return TurnDraft(
        state: states.randomElement(using: &generator) ?? "A",
        privileged: hasPrivileged && Bool.random(using: &generator) ? "P" : nil,
        reward: Double(Int.random(in: -2...2, using: &generator)) / 2,
        decisions: agents.map { agent in
          DecisionDraft(
            agent: agent, action: ["x", "y"].randomElement(using: &generator) ?? "x",
            observation: hasObservations ? ["A", "O"].randomElement(using: &generator) : nil,
            isValid: Int.random(in: 0..<5, using: &generator) > 0,
            logProbability: -Double.random(in: 0...2, using: &generator),
            referenceLogProbability: -Double.random(in: 0...2, using: &generator),
            tokens: hasTokens ? Int.random(in: 0...4, using: &generator) : nil,
            factors: [
              Double(Int.random(in: 0...2, using: &generator)),
              Double(Int.random(in: -1...1, using: &generator)),
            ])
        })
    }
    let status = [OutcomeStatus.success, .failure, .truncated].randomElement(using: &generator) ?? .failure
    let score = Bool.random(using: &generator) ? Double(Int.random(in: 0...4, using: &generator)) / 4 : nil
    return EpisodeDraft(
      task: Int.random(in: 0..<4, using: &generator) == 0 ? "t1" : "t0", name: "e\(index)", status: status,
      score: score, turns: turns)
  }
}
