public import CreditMethods
public import Trajectories
import Simulation

/// V(s): a critic that sees the privileged state, and nothing of what the agents remember.
public struct PintoCritic: TurnCritic, ValueCriticMethod {
  let critic: ValueCritic

  /// What the critic is and needs.
  public static let card = MethodCard(
    id: "pinto", name: "Critic of the privileged state",
    source: "Pinto et al. 2017, arXiv 1710.06542; advantages of Schulman et al. 2016, arXiv 1506.02438",
    granularity: .turn, methodology: .critic,
    estimand:
      "Q(s) - V(s) of the team given the privileged state; as a bootstrap it ignores what agents know",
    formula:
      "V = least squares of returns on one-hot (turn, privileged state); A = GAE(gamma, lambda) of V, or r + gamma V' - V",
    needs: [.trajectories, .privilegedStates],
    spansTasks: true, cost: "no continuations; one fit, linear in turns",
    parameters: ValueCritic.parameters())

  /// The critic with its parameters.
  public init(_ parameters: ParameterValues) {
    critic = ValueCritic(parameters, seeing: .privileged, for: Self.card)
  }
}
