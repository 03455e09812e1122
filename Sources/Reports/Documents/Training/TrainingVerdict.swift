import Ascribe
import CreditStatistics
import Ground

/// What a study of learning decides, in a few sentences: which credit learns fastest, from which others it cannot be told apart,
/// by how many turns it is ahead, and whether the controls are where they must be.
struct TrainingVerdict {
  let result: TrainingResult

  private var table: TrainingResult.Table { result.tables[result.tables.count - 1] }

  var findings: [Finding] { [fastest, ahead, ceiling, unlearned].compactMap(\.self) }

  /// Arms that a user could train with: neither the exact gradient nor a control.
  private var candidates: [TrainingResult.Arm] {
    let controls: Set = ["exact", "shuffled"]
    let all = table.arms.filter { arm in arm.method.map { !controls.contains($0.id) } ?? false }
    return (all.isEmpty ? table.arms : all).sorted { area($0) > area($1) }
  }

  private func area(_ arm: TrainingResult.Arm) -> Double { arm.area.mean.optional ?? -.infinity }

  private func pair(_ one: TrainingResult.Arm, _ other: TrainingResult.Arm) -> TrainingResult.Pair? {
    table.pairs.first { Set([$0.first, $0.second]) == [one.label, other.label] }
  }

  private func isToldApart(_ one: TrainingResult.Arm, _ other: TrainingResult.Arm) -> Bool {
    (pair(one, other)?.adjustedPValue.optional ?? 1) < 0.05
  }

  /// Whether bounds of returns leave much open.
  private var isOpen: Bool {
    guard result.evaluation?.cells != nil, let margin = result.evaluation?.largestMargin.optional else {
      return false
    }
    let gain = table.arms.compactMap(\.gain.mean.optional).map(abs).max() ?? 0
    return margin > max(gain, 1e-9) / 2
  }

  private func words(_ arm: TrainingResult.Arm) -> String {
    "\(arm.label) \(Numerals.estimate(arm.area.mean, arm.area.interval))"
  }

  private var fastest: Finding? {
    guard let best = candidates.first else { return nil }
    if isOpen, !candidates.dropFirst().contains(where: { isToldApart(best, $0) }) {
      return Finding(
        "The bounds of returns are too far apart to tell which arm learns faster, or whether any does: more cells are needed.",
        evidence: "mean return over the budget: \(candidates.prefix(5).map(words).joined(separator: ", "))")
    }
    if best.half.turns.reason == .noVariance {
      return Finding("There is nothing to learn: no policy that any run came to is better than its start.")
    }
    let others = candidates.dropFirst()
    let close = others.filter { !isToldApart(best, $0) }
    let behind = others.filter { isToldApart(best, $0) }
    if others.isEmpty {
      return Finding(
        "\(best.label) comes to a mean return of \(Numerals.estimate(best.area.mean, best.area.interval)).")
    }
    let sentence =
      behind.isEmpty
      ? "No arm learns faster than another that can be told: \(candidates.map(\.label).joined(separator: ", "))."
      : "\(best.label) learns fastest"
        + (close.isEmpty ? "." : ", not told apart from \(close.map(\.label).joined(separator: ", ")).")
    return Finding(
      sentence,
      evidence: "mean return over the budget: \(candidates.prefix(5).map(words).joined(separator: ", "))")
  }

  /// By how many turns the best is ahead of the first that it is told apart from.
  private var ahead: Finding? {
    guard let best = candidates.first,
      let second = candidates.dropFirst().first(where: { isToldApart(best, $0) }),
      let turns = best.half.turns.optional
    else { return nil }
    let own = Numerals.count(Int(turns.rounded()))
    guard let others = second.half.turns.optional else {
      return Finding(
        "\(best.label) is half way to the best return after \(own) turns, most runs of \(second.label) never are."
      )
    }
    return Finding(
      "Half way to the best return, \(best.label) is there after \(own) turns, \(second.label) after "
        + "\(Numerals.count(Int(others.rounded()))).")
  }

  /// How much better credit could still do.
  private var ceiling: Finding? {
    guard let best = candidates.first,
      let exact = table.arms.first(where: { $0.method?.id == "exact" && $0.label == "exact" }),
      let gap = exact.area.mean.optional.map({ $0 - area(best) })
    else { return nil }
    let apart = isToldApart(best, exact)
    return Finding(
      apart
        ? "Exact credit on the same turns is worth \(Numerals.signed(gap)) beside \(best.label)."
        : "\(best.label) cannot be told apart from exact credit on the same turns.",
      evidence: words(exact))
  }

  /// What the control gains whose credits say nothing: policies that wander may come to better places without having learned.
  private var unlearned: Finding? {
    guard let shuffled = table.arms.first(where: { $0.method?.id == "shuffled" }),
      let interval = shuffled.gain.interval.optional, !isOpen || interval.lower > 0
    else { return nil }
    let gain = Numerals.estimate(shuffled.gain.mean, shuffled.gain.interval)
    return interval.lower > 0
      ? Finding(
        "Shuffled credit gains \(gain) by wandering alone: gains of this size say nothing about credit.",
        evidence: "end less start")
      : Finding("Shuffled credit does not learn, as it must be.", evidence: "end less start \(gain)")
  }
}
