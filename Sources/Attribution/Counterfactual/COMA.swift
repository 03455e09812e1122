public import Trajectories
import TurnMDP

/// COMA's counterfactual advantage with the exact Q in place of a learned one.
public struct COMA: CreditMethod {
  /// What COMA is and needs.
  public static let card = MethodCard(
    id: "coma", name: "COMA with the exact Q",
    source: "Foerster et al. 2018, arXiv 1705.08926, equation 4",
    granularity: .multiAgent, methodology: .gameTheoretic,
    estimand:
      "Q(x, a) - E over the agent's own actions of Q(x, (b, a_-i)): the exact counterfactual credit itself",
    formula: "A_i = Q(x, a) - sum over b of pi_i(b | m_i) Q(x, (b, a_-i))",
    needs: [.trajectories, .exactSolution],
    cost: "no continuations; one exact solution of the scenario",
    parameters: [])

  /// The contrast of the exact counterfactual credit.
  public var contrast: Contrast? { .counterfactual }

  /// COMA takes no parameters.
  public init(_ parameters: ParameterValues) {}

  /// The exact counterfactual credit of every decision.
  public func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let solution = try context.solution(for: Self.card)
    let rollouts = try context.simulation(of: batch, for: Self.card)
    return try Attribution(
      finite: CounterfactualTable(solution).credits(of: rollouts), of: batch, method: Self.card.id)
  }
}
