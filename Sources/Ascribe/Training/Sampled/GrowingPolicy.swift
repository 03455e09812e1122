import Foundation
import Ground
import Simulation

/// The parameters of a policy in a world that is never explored whole: they get numbers as episodes meet them.
///
/// What a parameter starts with depends on its name alone, so that all runs from one start begin with the same policy,
/// wherever each of them comes first.
struct GrowingParameters: Sendable {
  let kind: PolicyClass.Kind
  /// Where training starts.
  let start: StartingPolicy
  /// The policy that was asked for.
  let behaviour: any Policy
  private let draws: PhiloxStream
  private var numbers: [String: Int32] = [:]
  /// What each of them starts with.
  private(set) var startValues: [Double] = []

  /// No parameters yet.
  ///
  /// - Parameter index: Which of the starting policies it is, from 0.
  init(_ plan: TrainingPlan, near behaviour: any Policy, start index: Int) {
    (kind, start, self.behaviour) = (plan.policyClass, plan.start, behaviour)
    draws = PhiloxStream(seed: plan.study.seed, purpose: .training, lane: UInt32(index))
  }

  /// The policies on the tables of what was met, with parameters for all that is there.
  ///
  /// - Throws: What the behaviour policy throws.
  /// - Complexity: O(choices · words).
  mutating func policies(on mdp: TurnMDP) throws -> PolicyClass {
    let offsets = try mdp.information.agent.indices.flatMap { try self.offsets(in: mdp.informationState($0)) }
    let known = numbers.count
    let policies = PolicyClass(kind, on: mdp, offsets: offsets, numbers: &numbers)
    var values = [Double](repeating: 0, count: numbers.count - known)
    for (name, number) in numbers where number >= known { values[Int(number) - known] = startValue(of: name) }
    startValues += values
    return policies
  }

  /// The logits in an information state, in the order of its actions.
  func logits(in state: InformationState, _ parameters: [Double]) throws(PolicyError) -> [Double] {
    let features = PolicyFeatures(kind, of: state.agent.name, knowing: state.label, state.actions)
    var logits = try offsets(in: state)
    for (place, action) in state.actions.enumerated() {
      var sum = 0.0
      features.forEach(of: action) { name, weight in
        sum += weight * (numbers[name].map { parameters[Int($0)] } ?? startValue(of: name))
      }
      logits[place] += sum
    }
    return logits
  }

  /// What is added to the logits of an information state whatever the parameters are: the behaviour, where that is the start.
  private func offsets(in state: InformationState) throws(PolicyError) -> [Double] {
    guard start.kind == .behaviour || start.kind == .near else {
      return [Double](repeating: 0, count: state.actions.count)
    }
    let row = try behaviour.probabilities(in: state)
    return StartingPolicy.floored(row.map(\.probability)[...], row.map(\.logProbability)[...])
  }

  private func startValue(of name: String) -> Double {
    start.isDrawn ? start.scale * draws.normal(episode: 5, turn: StableHash(name).value) : 0
  }
}

/// A softmax policy of parameters that may be met only later.
struct GrowingPolicy: Policy {
  let names: GrowingParameters
  /// One a parameter that was met.
  let parameters: [Double]

  /// The softmax of the logits; where those are not finite, numbers that are no probabilities.
  func probabilities(in state: InformationState) throws(PolicyError) -> [ActionProbability] {
    let logits = try names.logits(in: state, parameters)
    let largest = logits.reduce(-.infinity) { $1 > $0 || $1.isNaN ? $1 : $0 }
    let logSum = log(logits.reduce(0) { $0 + exp($1 - largest) })
    return logits.map {
      ActionProbability(exp($0 - largest - logSum), logProbability: $0 - largest - logSum)
    }
  }
}
