import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

@testable import DecPOMDP

/// Scenarios as models.
@Suite struct ExtractionTests {
  @Test func decTigerPaysUnderUniformPlayWhatThePaperSays() throws {
    let mdp = try compiled("dec-tiger")
    let extraction = try ModelExtraction(of: mdp)
    let model = extraction.model
    #expect(extraction.firstObservations == ["none", "none"])
    #expect(extraction.holdsBeyondHorizon)
    #expect(model.stateCount == 10)
    #expect(model.actions == Array(repeating: ["listen", "open-left", "open-right"], count: 2))
    #expect(model.observations == Array(repeating: ["hear-left", "hear-right"], count: 2))
    for horizon in 1...4 {
      let value = try model.value(of: .uniform(on: model), horizon: horizon)
      #expect(abs(value + 416.0 / 9 * Double(horizon)) < 1e-10)
    }
  }

  @Test func terminalStatesAbsorbAndEndingsArePaidOnTheWay() throws {
    let model = try ModelExtraction(of: TurnMDP(compiling: Bet())).model
    #expect(model.states == ["playing", "lost", "won"])
    #expect(model.observations == [["end"], ["end"]])
    #expect(model.actions == [["hold", "raise"], ["hold", "raise"]])
    // Both raise: won with 1/4, which pays 1 on the turn and 10 with the ending.
    #expect(model.expectedRewards[model.row(3, 0)] == 0.25 * 11)
    #expect(model.expectedRewards[model.row(0, 0)] == 0)
    // The end pays no more.
    for jointAction in 0..<4 {
      for state in 1...2 {
        #expect(model.expectedRewards[model.row(jointAction, state)] == 0)
        #expect(
          model.transitions.columns[model.transitions[model.row(jointAction, state)].lowerBound] == state)
      }
    }
    #expect(try model.value(of: .fixed([1, 1], on: model), horizon: 5) == 2.75)
  }

  @Test(arguments: Bet.Fault.allCases)
  func whatNoModelCanSayIsRefused(fault: Bet.Fault) throws {
    let mdp = try TurnMDP(compiling: Bet(fault: fault))
    #expect {
      try ModelExtraction(of: mdp)
    } throws: { "\($0)" == fault.message }
  }

  @Test func memoriesAreRefused() throws {
    let mdp = try TurnMDP(compiling: Bet(), memory: .history)
    #expect {
      try ModelExtraction(of: mdp)
    } throws: { "\($0)" == "memory: found history; a Dec-POMDP has last: a state without memories." }
  }
}

/// Two agents hold or raise once; if both raise they win with probability 1/4. Faulty variants are no Dec-POMDPs.
struct Bet: Scenario {
  enum Fault: CaseIterable, Sendable {
    case oneActs, actionsDiffer, startIsSeen, horizonPays

    var message: String {
      switch self {
      case .oneActs:
        "state \"playing\": found turns of a; a Dec-POMDP has simultaneous "
          + "turns of all agents, in their order."
      case .actionsDiffer:
        "state \"again\", agent \"a\": found actions hold; a Dec-POMDP has the same actions in every state "
          + "(elsewhere hold, raise)."
      case .startIsSeen:
        "agent \"a\": found observations before the first turn that differ (playing, again); a Dec-POMDP has none "
          + "before the first turn."
      case .horizonPays:
        "state \"playing\": found a reward of 3.0 when the horizon cuts the episode off; a Dec-POMDP has rewards on "
          + "turns and in terminal states alone."
      }
    }
  }

  enum State: String, Hashable, Sendable, CustomStringConvertible {
    case playing, again, lost, won

    var description: String { rawValue }
  }

  var fault: Fault?
  let agents: [AgentID] = ["a", "b"]
  let horizon = 2

  var initialStates: Distribution<State> {
    fault == .startIsSeen ? .uniform([.playing, .again]) : Distribution(.playing)
  }
  func actingAgents(in state: State) -> [AgentID] {
    if state == .lost || state == .won { [] } else { fault == .oneActs ? ["a"] : agents }
  }
  func legalActions(for agent: AgentID, in state: State) -> [String] {
    state == .again && fault == .actionsDiffer ? ["hold"] : ["hold", "raise"]
  }
  func observation(for agent: AgentID, in state: State) -> State { state }
  func step(_ state: State, _ actions: JointAction<String>) -> Distribution<Transition<State>> {
    if state == .playing {
      if fault == .actionsDiffer { return Distribution(Transition(to: .again)) }
      if fault == .horizonPays { return Distribution(Transition(to: .playing)) }
    }
    guard actions.actions.allSatisfy({ $0 == "raise" }) else { return Distribution(Transition(to: .lost)) }
    return Distribution(
      Transition(to: .won, reward: 1), probability: 0.25, otherwise: Transition(to: .lost))
  }
  func endings(in state: State) -> Distribution<Ending> {
    switch state {
    case .won: Distribution(Ending(.success, reward: 10))
    case .lost: Distribution(.failure)
    case .playing, .again: Distribution(Ending(.truncated, reward: fault == .horizonPays ? 3 : 0))
    }
  }
}
