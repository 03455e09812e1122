package import Trajectories
import Simulation

/// How solver and verifier behave: both are right more often than not, and hasty now and then.
extension Proof {
  package func behaviour(
    of agent: AgentID, observing observation: ProofObservation, over actions: [ProofAction]
  ) -> [Double] {
    actions.map { action in
      var said = observation.said
      return action.tokens.reduce(1) { weight, token in
        let chance = chance(ofTokenAfter: said, observing: observation)
        let place = token.place
        said = said & ~(UInt8(1) << place) | (token.isSet ? 3 : 2) << place
        return weight * (token.isSet ? chance : 1 - chance)
      }
    }
  }

  /// Probability of the first word of the two after some tokens of a message.
  private func chance(ofTokenAfter said: UInt8, observing observation: ProofObservation) -> Double {
    let isFirst = said & 1 == 1
    return switch (7 - said.leadingZeroBitCount, observation.isJudging) {
    case (0, false):
      // Routine steps tempt to leap; a block that came back is written with more care.
      parameters.isHard(Int(observation.step))
        ? parameters.care + (observation.isRedone ? (1 - parameters.care) / 2 : 0) : 0.35
    case (1, false): (isFirst ? 0.15 : 0.3) + (observation.isRedone ? 0.15 : 0)
    case (0, true):
      // A verifier that was not satisfied once lets more pass the second time.
      observation.looksOdd ? (observation.isRedone ? 0.6 : 0.8) : 0.05
    case (1, true): isFirst ? 0.6 : 0.5
    default: 0.7
    }
  }

  /// Leaping, going on and accepting, in few words.
  package func defaultAction(for agent: AgentID, in state: State) -> ProofAction {
    legalActions(for: agent, in: state)[0]
  }

  /// What the tokens of a message cost adds up to what the message costs.
  package func tokens(
    of agent: AgentID, taking action: ProofAction, observing observation: ProofObservation
  ) -> Int? {
    let size = Double(parameters.stepTokens)
    return action.tokens.reduce(0) { sum, token in
      let share =
        switch (token.place, action.isJudging) {
        case (0, false): token.isSet ? 0.8 : 0.3
        case (1, false): token.isSet ? 0.7 : 0.05
        case (0, true): token.isSet ? 0.5 : 0.1
        case (1, true): token.isSet ? 0.2 : 0.1
        default: token.isSet ? 0.15 : 0.05
        }
      return sum + max(1, Int((share * size).rounded()))
    }
  }

  package func label(ofObservation observation: ProofObservation) -> String {
    let isHard = !observation.isJudging && parameters.isHard(Int(observation.step))
    let said = (0..<7 - observation.said.leadingZeroBitCount).map {
      ProofAction.word(
        at: $0, isSet: observation.said >> UInt8($0) & 1 == 1, isJudging: observation.isJudging)
    }
    return [
      "\(observation.isJudging ? "judge" : "write"):\(observation.step)/\(parameters.steps)",
      isHard ? "hard" : nil, observation.isRedone ? "redone" : nil,
      observation.isJudging ? (observation.looksOdd ? "odd" : "clean") : nil,
      said.isEmpty ? nil : "said:\(said.joined(separator: "-"))",
    ].compactMap { $0 }.joined(separator: "|")
  }
}
