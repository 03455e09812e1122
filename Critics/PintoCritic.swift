package import CreditMethods
import Simulation

/// V(s): a critic that sees the privileged state, and nothing of what the agents remember.
package struct PintoCritic: TurnCritic, ValueCriticMethod {
  /// What the critic is and needs.
  package static let card = MethodCard(
    id: "pinto", name: "Critic of the privileged state",
    source: "Pinto et al. 2017, arXiv 1710.06542; advantages of Schulman et al. 2016, arXiv 1506.02438",
    granularity: .turn, methodology: .critic,
    estimand:
      "Q(s) - V(s) of the team given the privileged state; as a bootstrap it ignores what agents know",
    formula:
      "V = least squares of returns on one-hot (turn, privileged state); A = GAE(gamma, lambda) of V, or r + gamma V' - V",
    needs: [.trajectories, .privilegedStates],
    spansTasks: true, cost: "no continuations; one fit, linear in turns")

  private let parameters = ValueCriticParameters()

  var critic: ValueCritic { ValueCritic(parameters, seeing: .privileged, for: Self.card) }

  /// The method with its defaults.
  package init() {}
}
