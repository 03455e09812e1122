import Ground
import Foundation
import Simulation

/// Where training starts. One starting policy is one problem, so a study has several where they can be drawn.
public struct StartingPolicy: Sendable, Hashable, Codable {
  /// What the starting policies are.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// The policy that was asked for, whose choices of probability 0 get 0.001.
    case behaviour
    /// Every legal action with the same probability.
    case uniform
    /// As ``behaviour``, with normal noise on every parameter: problems near the behaviour.
    case near
    /// Every parameter drawn from a normal distribution about 0.
    case drawn
  }

  /// What they are.
  public var kind: Kind
  /// Standard deviation of the noise, in nats.
  public var scale: Double

  /// Starting policies.
  public init(_ kind: Kind = .near, scale: Double = 0.5) {
    self.kind = kind
    self.scale = scale
  }

  /// Whether one differs from another.
  public var isDrawn: Bool { kind == .near || kind == .drawn }

  /// The least probability that a choice of a behaviour starts with.
  static let leastProbability = 0.001

  /// The parameters of a starting policy.
  ///
  /// - Parameters:
  ///   - index: Which one, from 0.
  ///   - policies: What policies can express.
  ///   - behaviour: The policy that was asked for.
  ///   - seed: Seed of every draw.
  func parameters(
    _ index: Int, of policies: PolicyClass, near behaviour: TabularPolicy, on mdp: TurnMDP, seed: UInt64
  )
    -> [Double]
  {
    var parameters = [Double](repeating: 0, count: policies.parameterCount)
    if kind == .behaviour || kind == .near {
      parameters = policies.parameters(nearest: Self.logits(of: behaviour, on: mdp), on: mdp)
    }
    guard isDrawn else { return parameters }
    let draws = PhiloxStream(seed: seed, purpose: .training, lane: UInt32(index))
    for parameter in parameters.indices {
      parameters[parameter] += scale * draws.normal(episode: 0, turn: UInt64(parameter))
    }
    return parameters
  }

  /// The logits of a policy, all finite.
  private static func logits(of policy: TabularPolicy, on mdp: TurnMDP) -> [Double] {
    mdp.information.agent.indices.flatMap { state -> [Double] in
      let choices = mdp.information.choices(of: state)
      return floored(policy.probability[choices], policy.logProbability[choices])
    }
  }

  /// The logits of the choices of an information state, all finite.
  static func floored(_ probability: ArraySlice<Double>, _ logProbability: ArraySlice<Double>) -> [Double] {
    guard probability.contains(where: { $0 < leastProbability }) else { return Array(logProbability) }
    return logProbability.map { max($0, log(leastProbability)) }
  }
}
