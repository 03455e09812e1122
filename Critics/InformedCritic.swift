package import CreditMethods
import Simulation

/// V(h, i): a critic that sees what agents know and a signal that the scenario declares for training.
package struct InformedCritic: TurnCritic, ValueCriticMethod {
  /// What the critic is and needs.
  package static let card = MethodCard(
    id: "informed", name: "Informed critic, of history and declared signal",
    source:
      "Ebi, Lambrechts, Ernst and Bohm 2025, arXiv 2509.26000 (read in the abstract only); advantages of Schulman et al. "
      + "2016, arXiv 1506.02438",
    granularity: .turn, methodology: .critic,
    estimand:
      "Q - V of the team given the history and the signal: unbiased in the policy's gradient as long as the signal is "
      + "independent of the turn's actions given the history",
    formula:
      "V = fit of returns to (turn, history, signal); A = GAE(gamma, lambda) of V, or r + gamma V' - V",
    needs: [.trajectories, .signals],
    spansTasks: true, cost: "no continuations; one fit, linear in turns")

  private let parameters = ValueCriticParameters(views: [.historyAndSignal, .signal])

  var critic: ValueCritic { ValueCritic(parameters, for: Self.card) }

  /// The method with its defaults.
  package init() {}
}
