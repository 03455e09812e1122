import CreditNumerics
import Simulation

/// A step along the natural gradient that changes the policy by a stated mean divergence.
///
/// The natural gradient solves F x = g with the Fisher matrix of the situations of the batch,
/// F = M' · diag by information state of (weight · (diag(pi) - pi pi')) · M.
///
/// Sources: Kakade, NIPS 2001; Schulman et al. 2015, arXiv 1502.05477, appendix C.
struct NaturalStep {
  let policies: PolicyClass
  let mdp: TurnMDP
  let policy: TabularPolicy
  /// Weight of each information state.
  let weights: [Double]

  /// Moves the parameters until the policy differs by `divergence` nats, KL(old || new) in the mean over the weights. Where
  /// the gradient is 0 nothing moves.
  func move(_ parameters: inout [Double], along gradient: [Double], divergence: Double) {
    guard gradient.contains(where: { $0 != 0 }) else { return }
    let diagonal = policies.diagonal(
      policy.probability.indices.map {
        weights[Int(mdp.information.choiceInformation[$0])] * policy.probability[$0]
      })
    let direction = conjugateGradients(
      of: fisher, right: gradient, scale: diagonal.map { $0 > 0 ? $0 : 1 }, tolerance: 1e-10, limit: 200)
    let curvature = zip(direction, fisher(direction)).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
    guard curvature > 0, curvature.isFinite else { return }
    let length = search(
      from: parameters, along: direction, for: divergence, first: (2 * divergence / curvature).squareRoot())
    for index in parameters.indices { parameters[index] += length * direction[index] }
  }

  /// F times a vector.
  private func fisher(_ vector: [Double]) -> [Double] {
    let moved = policies.changes(vector)
    var image = [Double](repeating: 0, count: moved.count)
    for state in weights.indices where weights[state] > 0 {
      let choices = mdp.information.choices(of: state)
      let mean = choices.reduce(0.0) { $0 + policy.probability[$1] * moved[$1] }
      for choice in choices {
        image[choice] = weights[state] * policy.probability[choice] * (moved[choice] - mean)
      }
    }
    return policies.gradient(ofLogits: image)
  }

  /// The length of a step at which the policies differ by `divergence`, by bisection.
  private func search(
    from parameters: [Double], along direction: [Double], for divergence: Double, first: Double
  ) -> Double {
    func differs(_ length: Double) -> Double {
      let moved = zip(parameters, direction).map { $0 + length * $1 }
      guard let next = TabularPolicy(logits: policies.logits(moved), on: mdp) else { return .infinity }
      return PolicyDivergence.mean(of: policy, from: next, weights: weights, on: mdp.information)
    }
    var (low, high) = (0.0, first)
    for _ in 0..<60 where differs(high) < divergence { (low, high) = (high, 2 * high) }
    for _ in 0..<50 {
      let middle = (low + high) / 2
      if differs(middle) < divergence { low = middle } else { high = middle }
    }
    return low
  }
}
