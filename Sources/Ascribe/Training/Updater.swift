import CreditNumerics
import Ground
import Simulation

/// The state of a policy that is trained: its parameters, and what the rule of its updates remembers.
struct Updater {
  let rule: UpdateRule
  private(set) var policies: PolicyClass
  private(set) var mdp: TurnMDP
  /// Where training started.
  private(set) var start: TabularPolicy
  private(set) var parameters: [Double]
  private var adam: Adam
  /// A gradient of no more than this length is rounding, which has no direction to go in.
  private var rounding: Double

  /// - Returns: `nil` for parameters whose policy is not finite.
  init?(_ rule: UpdateRule, of policies: PolicyClass, on mdp: TurnMDP, from parameters: [Double]) {
    guard let start = TabularPolicy(logits: policies.logits(parameters), on: mdp) else { return nil }
    self.rule = rule
    self.policies = policies
    self.mdp = mdp
    self.start = start
    self.parameters = parameters
    adam = Adam(count: parameters.count)
    rounding = Self.rounding(on: mdp)
  }

  private static func rounding(on mdp: TurnMDP) -> Double {
    1e-14 * (mdp.nodes.outcomeReward + mdp.nodes.endingReward).reduce(0) { max($0, abs($1)) }
  }

  /// Goes on on other tables of the same scenario, with parameters that were not met before.
  ///
  /// - Parameters:
  ///   - policies: The policies on those tables, whose first parameters are those of before.
  ///   - start: Where training started, all parameters.
  /// - Returns: Whether the policy where training started is finite there.
  mutating func move(to policies: PolicyClass, on mdp: TurnMDP, from start: [Double]) -> Bool {
    guard let policy = TabularPolicy(logits: policies.logits(start), on: mdp) else { return false }
    adam.grow(by: start.count - parameters.count)
    parameters += start.dropFirst(parameters.count)
    (self.policies, self.mdp, self.start) = (policies, mdp, policy)
    rounding = max(rounding, Self.rounding(on: mdp))
    return true
  }

  /// The policy of the parameters; `nil` if it is not finite.
  var policy: TabularPolicy? { TabularPolicy(logits: policies.logits(parameters), on: mdp) }

  /// Moves the parameters once along a gradient.
  ///
  /// - Parameters:
  ///   - gradient: By logits.
  ///   - policy: The policy that it was estimated under.
  ///   - weights: Of each information state, where the divergence is measured.
  mutating func move(along gradient: [Double], under policy: TabularPolicy, weights: [Double]) {
    let slope = policies.gradient(ofLogits: gradient)
    let length = slope.reduce(0) { $0 + $1 * $1 }.squareRoot()
    switch rule.kind {
    case .normalised: if length > rounding { add(slope, times: rule.rate / length) }
    case .sgd: add(slope, times: rule.rate)
    case .adam, .ppo: adam.step(&parameters, down: slope.map { -$0 }, rate: rule.rate)
    case .fixedKL where length > rounding:
      NaturalStep(policies: policies, mdp: mdp, policy: policy, weights: weights).move(
        &parameters, along: slope, divergence: rule.rate)
    case .fixedKL: break
    }
  }

  /// Adds to a gradient of the return that of the entropy and of the divergence from the start, as the rule weighs them.
  ///
  /// - Parameter weights: Of each information state, the discounted number of an episode's decisions there.
  func regularise(_ gradient: inout [Double], under policy: TabularPolicy, weights: [Double]) {
    let settings = rule.proximal
    guard settings.entropy > 0 || settings.divergence > 0 else { return }
    for state in weights.indices where weights[state] > 0 {
      ProximalUpdate.regularise(
        &gradient, mdp.information.choices(of: state), policy, settings, from: start, weight: weights[state])
    }
  }

  /// Moves the parameters by a proximal update on a batch.
  ///
  /// - Returns: Whether all policies on the way are finite.
  mutating func move(on rollouts: Rollouts, _ credits: [Double], draws: PhiloxStream) -> Bool {
    let update = ProximalUpdate(
      policies: policies, rollouts: rollouts, credits: credits, settings: rule.proximal, reference: start,
      draws: draws)
    return update.move(&parameters, by: &adam, rate: rule.rate)
  }

  private mutating func add(_ slope: [Double], times factor: Double) {
    for index in parameters.indices { parameters[index] += factor * slope[index] }
  }
}
