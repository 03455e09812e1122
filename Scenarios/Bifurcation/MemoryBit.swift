package import Trajectories
package import Simulation

/// A bit is shown, written to memory (perhaps wrongly), kept for some identical turns, and answered from memory.
///
/// The first and the last turn decide together. With w the probability of storing the right bit and r that of answering
/// what memory says, the exact credit of the first turn is `(1 - w)(2r - 1)` for the right bit and `-w (2r - 1)` for the
/// wrong one; that of the answer is `1 - r` and `-r` if memory is right, `-(1 - r)` and `r` if it is wrong (following
/// memory first, then going against it). The state key shows neither the stored bit nor whether it is right, so
/// whatever groups on it gives the first turn nothing.
package struct MemoryBit: Scenario {
  /// The bit to be remembered, what memory holds, and the turn.
  package enum State: Hashable, Sendable, CustomStringConvertible {
    case storing(bit: Int)
    case waiting(turn: Int, bit: Int, memory: Int)
    case answering(bit: Int, memory: Int)
    case ended(Correctness)

    /// What a trace may show: neither what is stored nor, from then on, what should be.
    var publicKey: String {
      switch self {
      case .storing(let bit): "bit-\(bit)"
      case .waiting(let turn, _, _): "wait-\(turn)"
      case .answering: "answer"
      case .ended(let answer): "end:\(answer)"
      }
    }

    package var description: String {
      switch self {
      case .waiting(_, let bit, let memory), .answering(let bit, let memory):
        "\(publicKey)|bit:\(bit)|memory:\(memory)"
      case .storing, .ended: publicKey
      }
    }
  }

  /// The bit at first, then only the turn, and what memory says at the end.
  package enum Observation: Hashable, Sendable, CustomStringConvertible {
    case shown(bit: Int)
    case waiting(turn: Int)
    case recalled(memory: Int)

    package var description: String {
      switch self {
      case .shown(let bit): "bit-\(bit)"
      case .waiting(let turn): "wait-\(turn)"
      case .recalled(let memory): "memory-\(memory)"
      }
    }
  }

  /// Writing a bit, answering one, or one of the equal actions of a turn in between.
  package enum Action: Hashable, Sendable, CustomStringConvertible {
    case store(Int)
    case answer(Int)
    case option(Int)

    /// The bit written or answered, or the number of the action.
    var value: Int {
      switch self {
      case .store(let value), .answer(let value), .option(let value): value
      }
    }

    package var description: String {
      switch self {
      case .store(let bit): "store-\(bit)"
      case .answer(let bit): "answer-\(bit)"
      case .option(let number): "option-\(number)"
      }
    }
  }

  package let agents = [Bifurcation.solver]
  package let horizon: Int
  let writeProbability: Double
  let readProbability: Double
  let decoyActions: Int

  package var initialStates: Distribution<State> { .uniform([.storing(bit: 0), .storing(bit: 1)]) }

  /// What memory holds, `empty` before the bit is stored.
  package func signal(of state: State) -> String? {
    switch state {
    case .storing: "empty"
    case .waiting(_, _, let memory), .answering(_, let memory): "memory:\(memory)"
    case .ended: nil
    }
  }

  package func actingAgents(in state: State) -> [AgentID] {
    if case .ended = state { [] } else { agents }
  }

  package func legalActions(for agent: AgentID, in state: State) -> [Action] {
    switch state {
    case .storing: [.store(0), .store(1)]
    case .answering: [.answer(0), .answer(1)]
    case .waiting, .ended: (1...decoyActions).map { .option($0) }
    }
  }

  package func observation(for agent: AgentID, in state: State) -> Observation {
    switch state {
    case .storing(let bit): .shown(bit: bit)
    case .waiting(let turn, _, _): .waiting(turn: turn)
    case .answering(_, let memory): .recalled(memory: memory)
    case .ended: .waiting(turn: horizon)
    }
  }

  package func step(_ state: State, _ actions: JointAction<Action>) -> Distribution<Transition<State>> {
    let next: State =
      switch state {
      case .storing(let bit): kept(bit: bit, memory: actions.only.value, until: 1)
      case .waiting(let turn, let bit, let memory): kept(bit: bit, memory: memory, until: turn + 1)
      case .answering(let bit, _): .ended(actions.only.value == bit ? .right : .wrong)
      case .ended: state
      }
    return Distribution(Transition(to: next))
  }

  private func kept(bit: Int, memory: Int, until turn: Int) -> State {
    turn == horizon - 1
      ? .answering(bit: bit, memory: memory) : .waiting(turn: turn, bit: bit, memory: memory)
  }

  package func endings(in state: State) -> Distribution<Ending> {
    Distribution(state == .ended(.right) ? .success : .failure)
  }

  package func behaviour(of agent: AgentID, observing observation: Observation, over actions: [Action])
    -> [Double]
  {
    actions.map { action in
      switch (observation, action) {
      case (.shown(let bit), .store(let stored)): stored == bit ? writeProbability : 1 - writeProbability
      case (.recalled(let memory), .answer(let bit)): bit == memory ? readProbability : 1 - readProbability
      default: 1
      }
    }
  }

  package func publicKey(of state: State) -> String { state.publicKey }

  package var facts: ScenarioFacts {
    let pivotal = readProbability == 0.5 ? [horizon - 1] : [0, horizon - 1]
    return ScenarioFacts(
      summary: Self.summary, source: Bifurcation.source, family: Bifurcation.family, turnOrder: .turnTaking,
      isDeterministic: true, observability: .partial, rewardBounds: 0...1, returnBounds: 0...1,
      pivotalUnits: Set(pivotal.map { ScenarioFacts.Unit(turn: $0, agent: Bifurcation.solver) }))
  }
}

extension MemoryBit {
  private static let summary = "a bit is stored, kept through identical turns, and answered from memory"

  /// Public against privileged anchors: the store turn matters, but public states after it look alike.
  static let entry = ScenarioEntry(
    "memory", summary: summary,
    parameters: [
      .integer("turns", in: 2...1000, default: 5, "Turns of an episode: store, wait, answer."),
      .openProbability(
        "writeProbability", default: 0.6, "Behaviour probability of storing the bit that was shown."),
      .openProbability(
        "readProbability", default: 0.9, "Behaviour probability of answering what memory says."),
      .integer("decoyActions", in: 1...100, default: 2, "Equal actions of every turn in between."),
    ]
  ) { values throws(ScenarioError) in
    MemoryBit(
      horizon: values.integer("turns"), writeProbability: values.number("writeProbability"),
      readProbability: values.number("readProbability"), decoyActions: values.integer("decoyActions"))
  }
}
