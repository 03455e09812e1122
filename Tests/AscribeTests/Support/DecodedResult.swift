import Ascribe
import Foundation
import Simulation

/// An exact report as a reader of its JSON has it.
struct DecodedResult: Decodable {
  struct Ledger: Decodable {
    let variance, start: Double
    let decisions, luck: [Double]
    let final, total: Double
  }

  struct Event: Decodable {
    let kind: String
    let threshold: Double?
    let probability: Double
  }

  struct Turn: Decodable {
    let turn: Int
    let states: [State]
  }

  struct State: Decodable {
    let state, publicState: String
    let probability, value, successProbability: Double
    let stops: Bool
    let agents: [Agent]
    let jointActions: [Joint]?
  }

  struct Agent: Decodable {
    let agent, informationState: String
    let actions: [Action]
  }

  struct Action: Decodable {
    let action: String
    let probability, actionValue, advantage, counterfactual, difference, shapley, contrastUniform: Double
    let informationState, hindsight: Double?
  }

  struct Joint: Decodable {
    let actions: [String: String]
    let probability, actionValue, advantage: Double
    let counterfactual, difference, shapley: [String: Double]
  }

  struct Gradient: Decodable {
    let agent, informationState, action: String
    let gradient: Double
  }

  let scenario, policy, memory: String
  let horizon: Int
  let discount, value, successProbability: Double
  let ledger: Ledger
  let hindsightEvent: Event?
  let turns: [Turn]
  let policyGradient: [Gradient]

  /// The report of a solution, written and read back.
  init(_ solution: ExactSolution) throws {
    let report = ExactResult(solution, scenario: "scenario", policy: "policy")
    self = try JSONDecoder().decode(DecodedResult.self, from: Data(try json(report).utf8))
  }

  /// The states of a turn in which the policy can be.
  func reached(_ turn: Int) -> [State] { turns[turn].states.filter { $0.probability > 0 } }
}
