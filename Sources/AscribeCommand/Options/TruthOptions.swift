import ArgumentParser
import Ascribe
import CreditMethods
import Reports
import Simulation
import Trajectories

/// What credits are held against.
struct TruthOptions: ParsableArguments {
  @Option(
    help:
      "What credits are held against: exact, bounded, bounded(decisions=64,cells=100000,width=0.05), sampled, sampled(decisions=64,continuations=128,precision=0.05) or none. (default: exact where the scenario can be solved, otherwise sampled)"
  )
  var truth: String?

  /// The truth that was asked for.
  ///
  /// - Throws: ``UsageError`` for one that cannot be had.
  func truth(of player: ScenarioPlayer, for plan: StudyPlan) throws -> Truth {
    guard let call = try call() else {
      guard let reason = player.unsolvable else {
        let best = try Truth.best(for: plan)
        guard case .none(let reason) = best else { return best }
        return try sampled(SampledTruthPlan(), player, reason)
      }
      return try sampled(SampledTruthPlan(), player, reason)
    }
    switch call.kind {
    case .exact:
      if let reason = player.unsolvable { throw UsageError(description: "--truth exact: \(reason)") }
      let best = try Truth.best(for: plan)
      if case .none(let reason) = best { throw UsageError(description: "--truth exact: \(reason)") }
      return best
    case .none: return .none(reason: "None was asked for (--truth none).")
    case .bounded:
      return .bounded(
        try boundingPlan(call, player), reason: player.unsolvable ?? "It was asked for (--truth).")
    case .sampled:
      return try sampled(samplingPlan(call), player, player.unsolvable ?? "It was asked for (--truth).")
    }
  }

  /// The kind of truth that was asked for; `nil` if none was.
  ///
  /// - Throws: ``UsageError`` for another kind.
  func kind() throws(UsageError) -> TruthSummary.Kind? {
    try call()?.kind
  }

  /// Does something with methods, of which some may need the exact solution that the truth that was asked for does not have.
  ///
  /// - Throws: ``UsageError`` in place of the error that a method lacks it.
  func explainingLack<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch AttributionError.lacks(let method, let need, let hint) {
      guard let kind = try kind(), kind != .exact else {
        throw AttributionError.lacks(method: method, need: need, howToSupply: hint)
      }
      throw UsageError(
        description:
          "--methods: \(method) needs \(need), which is not there with --truth \(kind.rawValue): leave out either."
      )
    }
  }

  private func call() throws(UsageError) -> TruthCall? {
    guard let truth else { return nil }
    return try TruthCall(truth, accepting: TruthSummary.Kind.allCases)
  }

  private func sampled(
    _ plan: SampledTruthPlan, _ player: ScenarioPlayer, _ reason: String
  ) throws(UsageError) -> Truth {
    var plan = plan
    plan.returnBounds = player.returnBounds
    if plan.precision != nil, plan.returnBounds == nil {
      throw UsageError(
        description:
          "--truth: precision needs to know what a return can be, and the scenario declares no bounds of rewards."
      )
    }
    return .sampled(plan, reason: reason)
  }

  private static let parameters: [ParameterSpecification] = [
    .integer("decisions", in: 2...1_000_000, default: 64, "Decisions of a batch whose credit is sampled."),
    .integer(
      "continuations", in: 2...1_000_000, default: 128, "Most continuations of each alternative, even."),
    .number(
      "precision", in: 0...1e300, default: 0,
      "Half width of a credit's interval at which sampling stops; 0: never."),
  ]

  private static let bounding: [ParameterSpecification] = [
    .integer("decisions", in: 2...1_000_000, default: 64, "Decisions of a batch whose credit is bounded."),
    .integer(
      "cells", in: 1...1_000_000_000, default: BoundedTruthPlan().cells,
      "Cells (state and turn) of a batch that may be found."),
    .number(
      "width", in: 0...1e300, default: 0,
      "Distance of the bounds of each credit at which the expansion stops; 0: at the limit only."),
  ]

  private func boundingPlan(_ call: TruthCall, _ player: ScenarioPlayer) throws -> BoundedTruthPlan {
    let values = try call.values(for: Self.bounding)
    return BoundedTruthPlan(
      decisions: values.integer("decisions"), cells: values.integer("cells"), width: values.number("width"),
      ranges: player.returnRanges)
  }

  private func samplingPlan(_ call: TruthCall) throws -> SampledTruthPlan {
    let values = try call.values(for: Self.parameters)
    let precision = values.number("precision")
    let continuations = values.integer("continuations")
    guard continuations.isMultiple(of: 2) else {
      throw UsageError(
        description:
          "--truth sampled: continuations is \(continuations); accepted: an even number of at least 2.")
    }
    return SampledTruthPlan(
      decisions: values.integer("decisions"), continuations: continuations,
      precision: precision > 0 ? precision : nil)
  }
}
