public import Ground
import CreditNumerics
import CreditStatistics
public import Trajectories
import Simulation

/// How near a policy gradient is to the exact one, over the logits of one agent or of all.
public struct GradientAgreement: Sendable, Hashable, Codable {
  /// The agent; `nil`: all agents together.
  public let agent: AgentID?
  /// Cosine of the angle between the two; undefined where one of them is 0.
  public let cosine: Measured<Double>
  /// Length of the difference over the length of the exact gradient; undefined where that is 0. Unlike the cosine it
  /// depends on the scale of the credits.
  public let relativeError: Measured<Double>
}

/// The exact policy gradient, and what others are held against it.
struct GradientReference: Sendable {
  /// The exact gradient, one number a choice of the tables.
  let exact: [Double]
  let mdp: TurnMDP
  /// Agent of each choice.
  let agent: [Int]
  /// Lengths up to which a gradient is 0 but for rounding.
  let rounding: Double
  private let norm: Double

  init(_ solution: ExactSolution) {
    mdp = solution.mdp
    exact = solution.policyGradient()
    norm = exact.reduce(0) { $0 + $1 * $1 }.squareRoot()
    agent = mdp.information.choiceInformation.map { [mdp] in Int(mdp.information.agent[Int($0)]) }
    rounding = 1e-12 * solution.cells.actionValue.reduce(1e-300) { max($0, abs($1)) }
  }

  /// The cosine of a gradient with the exact one, over the logits of all agents.
  func cosine(of gradient: SparseVector) -> Measured<Double> {
    let (length, exactLength) = (gradient.squaredNorm.squareRoot(), norm)
    guard length > rounding, exactLength > rounding else { return .undefined(.allZero) }
    guard length.isFinite, exactLength.isFinite else { return .undefined(.outOfRange) }
    return .value(min(1, max(-1, gradient.dot(exact) / length / exactLength)))
  }

  /// How near a gradient is: over all agents first, then for each of them.
  ///
  /// - Parameter gradient: One number a choice of the tables.
  func agreement(of gradient: [Double]) -> [GradientAgreement] {
    let agents: [Int?] = [nil] + mdp.agents.indices.map { $0 }
    return agents.map { wanted in
      var (product, square, exactSquare, difference) = (0.0, 0.0, 0.0, 0.0)
      for choice in gradient.indices where wanted == nil || agent[choice] == wanted {
        product += gradient[choice] * exact[choice]
        square += gradient[choice] * gradient[choice]
        exactSquare += exact[choice] * exact[choice]
        difference += (gradient[choice] - exact[choice]) * (gradient[choice] - exact[choice])
      }
      let (length, exactLength) = (square.squareRoot(), exactSquare.squareRoot())
      let isFinite = length.isFinite && exactLength.isFinite && difference.isFinite
      return GradientAgreement(
        agent: wanted.map { mdp.agents[$0] },
        cosine: !isFinite
          ? .undefined(.outOfRange)
          : length <= rounding || exactLength <= rounding
            ? .undefined(.allZero) : .value(min(1, max(-1, product / length / exactLength))),
        relativeError: !isFinite
          ? .undefined(.outOfRange)
          : exactLength <= rounding ? .undefined(.allZero) : .value(difference.squareRoot() / exactLength))
    }
  }
}
