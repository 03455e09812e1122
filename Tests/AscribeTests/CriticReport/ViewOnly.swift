import CreditMethods
import Critics
import Trajectories
import Simulation

/// A critic of which nothing but its view is asked.
struct ViewOnly: TurnCritic {
  static let card = MethodCard(
    id: "view-only", name: "View", source: "", granularity: .turn, methodology: .critic, estimand: "",
    formula: "", needs: [], spansTasks: true, cost: "")

  let view: CriticView
  let seesTurn: Bool

  init(view: CriticView, seesTurn: Bool) {
    self.view = view
    self.seesTurn = seesTurn
  }

  init() { self.init(view: .both, seesTurn: true) }

  func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    throw .lacks(method: Self.card.id, need: "credits", howToSupply: "")
  }

  func values(
    of batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> TurnValues {
    throw .lacks(method: Self.card.id, need: "values", howToSupply: "")
  }
}
