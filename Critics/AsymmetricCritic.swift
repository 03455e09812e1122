package import CreditMethods
import Simulation

/// V(m, s): a critic that sees both what the acting agents know and the privileged state.
package struct AsymmetricCritic: TurnCritic, ValueCriticMethod {
  /// What the critic is and needs.
  package static let card = MethodCard(
    id: "asymmetric", name: "Critic of history and state",
    source: "Baisero and Amato 2022, arXiv 2105.11674; advantages of Schulman et al. 2016, arXiv 1506.02438",
    granularity: .turn, methodology: .critic,
    estimand: "Q - V of the team given information state and privileged state together: the team's advantage",
    formula:
      "V = least squares of returns on one-hot (turn, information state, privileged state); A = GAE(gamma, lambda) of V, or r + gamma V' - V",
    needs: [.trajectories, .privilegedStates],
    spansTasks: true, cost: "no continuations; one fit, linear in turns")

  private let parameters = ValueCriticParameters(views: [.both, .historyAndState])

  var critic: ValueCritic { ValueCritic(parameters, for: Self.card) }

  /// The method with its defaults.
  package init() {}
}
