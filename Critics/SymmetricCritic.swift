package import CreditMethods
import Simulation

/// V(m): a critic that sees what the acting agents know, and no more.
package struct SymmetricCritic: TurnCritic, ValueCriticMethod {
  /// What the critic is and needs.
  package static let card = MethodCard(
    id: "symmetric", name: "Critic of the information state",
    source: "Konda and Tsitsiklis 2000, actor-critic; advantages of Schulman et al. 2016, arXiv 1506.02438",
    granularity: .turn, methodology: .critic,
    estimand: "E[Q - V] of the team given what the acting agents know; hidden luck counts as merit",
    exactCredit: .informed,
    formula:
      "V = least squares of returns on one-hot (turn, information state); A = GAE(gamma, lambda) of V, or r + gamma V' - V",
    needs: [.trajectories],
    spansTasks: true, cost: "no continuations; one fit, linear in turns")

  private let parameters = ValueCriticParameters(views: [.information, .own, .history])

  var critic: ValueCritic { ValueCritic(parameters, for: Self.card) }

  /// The method with its defaults.
  package init() {}
}
