import Simulation

/// Kullback-Leibler divergences of joint policies, over weighted information states.
enum PolicyDivergence {
  /// The mean of KL(first || second) over information states, in nats; 0 without weights.
  ///
  /// - Parameter weights: One an information state, at least 0.
  static func mean(
    of first: TabularPolicy, from second: TabularPolicy, weights: [Double], on information: InformationTable
  ) -> Double {
    var (sum, weight) = (0.0, 0.0)
    for state in weights.indices where weights[state] > 0 {
      var divergence = 0.0
      for choice in information.choices(of: state) where first.probability[choice] > 0 {
        divergence +=
          first.probability[choice] * (first.logProbability[choice] - second.logProbability[choice])
      }
      sum += weights[state] * divergence
      weight += weights[state]
    }
    return weight > 0 ? max(0, sum / weight) : 0
  }

  /// The mean entropy over information states, in nats; 0 without weights.
  static func meanEntropy(
    of policy: TabularPolicy, weights: [Double], on information: InformationTable
  ) -> Double {
    var (sum, weight) = (0.0, 0.0)
    for state in weights.indices where weights[state] > 0 {
      for choice in information.choices(of: state) where policy.probability[choice] > 0 {
        sum -= weights[state] * policy.probability[choice] * policy.logProbability[choice]
      }
      weight += weights[state]
    }
    return weight > 0 ? sum / weight : 0
  }
}
