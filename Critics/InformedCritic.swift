public import CreditMethods
public import Trajectories
import Simulation

/// V(h, i): a critic that sees what agents know and a signal that the scenario declares for training.
public struct InformedCritic: TurnCritic, ValueCriticMethod {
  let critic: ValueCritic

  /// What the critic is and needs.
  public static let card = MethodCard(
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
    spansTasks: true, cost: "no continuations; one fit, linear in turns",
    parameters: ValueCritic.parameters(views: [.historyAndSignal, .signal]))

  /// The critic with its parameters.
  public init(_ parameters: ParameterValues) { critic = ValueCritic(parameters, for: Self.card) }
}
