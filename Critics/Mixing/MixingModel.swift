/// A decomposed joint action value over rows: a function of parameters.
protocol MixingModel: Sendable {
  /// The rows that it values.
  var rows: TeamRows { get }
  /// Number of fitted parameters.
  var parameterCount: Int { get }

  /// Q_tot of every row.
  func values(_ parameters: [Double]) -> [Double]

  /// Q_tot of every profile when each agent takes the action of its largest utility.
  func greedyValues(_ parameters: [Double]) -> [Double]

  /// Q_tot of a row in which one slot makes another choice; `nil` where the model has no value for that joint action.
  func value(of row: Int, replacing place: Int, by choice: Int, _ parameters: [Double]) -> Double?

  /// What a choice is worth to a slot of a row by the reading that the method publishes; `nil` where the model has no number
  /// for it.
  ///
  /// - Parameter place: The slot, counted from the first of the row's cell.
  func utility(of choice: Int, at place: Int, in row: Int, _ parameters: [Double]) -> Double?

  /// Fits the parameters.
  ///
  /// - Throws: ``MixingDivergence`` where the loss stops being a number.
  func fitted(to targets: MixingTargets, by rules: MixingRules, seed: UInt64) throws(MixingDivergence)
    -> MixingFit
}

/// Fitted parameters, and how the fit ended. Losses are in the unit of the targets.
struct MixingFit: Sendable {
  let parameters: [Double]
  let iterations: Int
  /// Mean over turns of the squared difference of Q_tot from its row's target, and of what else the method minimises.
  let loss: Double
  let rule: String
  let residual: Double
  let hasConverged: Bool
}

/// A loss that is no number any more.
struct MixingDivergence: Error, Hashable {
  let step: Int
  /// The loss before; `nil` where there was none.
  let lastFiniteLoss: Double?
}

/// A model whose first parameters are utilities, one a choice.
protocol UtilityModel: MixingModel {}

extension UtilityModel {
  /// Differences up to this count as none in the choice of greedy actions, in units of the largest reward: rounding must
  /// not decide.
  static var tieTolerance: Double { 1e-9 }

  /// The largest utility of every context.
  func largestUtilities(_ parameters: [Double]) -> [Double] {
    (0..<rows.contextCount).map { context in
      rows.choices(ofContext: Int32(context)).reduce(-.infinity) { max($0, parameters[$1]) }
    }
  }

  /// Whether each choice has the largest utility of its context, or one within rounding of it.
  func areGreedy(_ parameters: [Double]) -> [Bool] {
    let largest = largestUtilities(parameters)
    return rows.choiceContext.enumerated().map { choice, context in
      parameters[choice] >= largest[Int(context)] - Self.tieTolerance
    }
  }
}

/// What is read from a fitted model as the credit of a decision.
enum MixingReading: String, CaseIterable, Sendable {
  /// The utility of the action, less its mean over the agent's policy.
  case utilities
  /// The utility of the action, less the largest one.
  case regret
  /// Q_tot, less its mean over the agent's policy with the others' actions kept.
  case counterfactual
  /// The utility of the action as it is.
  case share

  /// The credit of every slot of every row, in the order of `rowChoice`.
  func credits(of model: some MixingModel, _ parameters: [Double]) -> [Double] {
    let rows = model.rows
    let values = self == .counterfactual ? model.values(parameters) : []
    var credits = [Double](repeating: 0, count: rows.rowChoice.count)
    for row in 0..<rows.rowCount {
      for (place, choice) in rows.choices(of: row).enumerated() {
        let own = Int(choice)
        let worth = { (choice: Int) -> Double? in
          guard self == .counterfactual else {
            return model.utility(of: choice, at: place, in: row, parameters)
          }
          return choice == own
            ? values[row] : model.value(of: row, replacing: place, by: choice, parameters)
        }
        guard let taken = worth(own) else { continue }
        var (sum, weight, largest) = (0.0, 0.0, taken)
        for other in rows.alternatives(to: choice) {
          guard let worth = worth(other) else { continue }
          sum += rows.policy[other] * (taken - worth)
          weight += rows.policy[other]
          largest = max(largest, worth)
        }
        let credit: Double =
          switch self {
          case .share: taken
          case .regret: taken - largest
          case .utilities, .counterfactual: sum / weight
          }
        credits[rows.rowStart[row] + place] = credit
      }
    }
    return credits
  }
}
