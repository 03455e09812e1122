import Ascribe

/// Methods with a number of each, of which larger is better: which is best, as far as they may be ranked.
///
/// Methods that state contrasts which differ are not ranked against each other, unless that was asked for; those that
/// state none are ranked with all.
struct MethodRanking {
  /// A method with its number.
  struct Score {
    let method: MethodSummary
    let mean: Measured<Double>
    let interval: Measured<ConfidenceInterval>

    /// The number in words: `graphgpo 0.384 [0.367, 0.415]`.
    fileprivate var words: String { "\(method.label) \(number)" }
    fileprivate var number: String { Numerals.estimate(mean, interval) }
  }

  /// The methods, in their order.
  let scores: [Score]
  /// What the number is: `Spearman`.
  let quantity: String
  /// What the methods are held against: `the exact credit`.
  let reference: String
  /// Whether methods of different contrasts are ranked.
  let ranksAcrossContrasts: Bool
  /// Why no number is defined, where something else is known than the numbers say.
  var obstacle: String?

  /// Which method is best, with the next one as evidence.
  var finding: Finding? {
    guard let first = scores.first else { return nil }
    guard scores.contains(where: { $0.mean.optional != nil }) else {
      let reason = obstacle ?? first.mean.reason?.description ?? ""
      return Finding(
        "No method can be held against \(reference).",
        evidence: "\(quantity) undefined: \(Numerals.fragment(reason))")
    }
    guard scores.count > 1 else {
      return Finding("\(first.method.label) agrees with \(reference): \(quantity) \(first.number).")
    }
    let groups = comparableGroups
    return groups.count == 1 ? best(of: groups[0]) : withheld(groups)
  }

  /// Scores that may be ranked: one list unless contrasts differ, then one a contrast, and one of methods without.
  private var comparableGroups: [[Score]] {
    var groups: [[Score]] = []
    for score in scores where score.method.contrast != nil {
      if let known = groups.firstIndex(where: {
        $0[0].method.contrastDifferences(from: score.method).isEmpty
      }) {
        groups[known].append(score)
      } else {
        groups.append([score])
      }
    }
    guard !ranksAcrossContrasts, groups.count > 1 else { return [scores] }
    let others = scores.filter { $0.method.contrast == nil }
    return groups + (others.isEmpty ? [] : [others])
  }

  /// From the best to the worst; of equal ones the earlier first.
  private func ranked(_ scores: [Score]) -> [(score: Score, value: Double)] {
    scores.enumerated().compactMap { place, score in score.mean.optional.map { (place, score, $0) } }
      .sorted { ($1.2, $0.0) < ($0.2, $1.0) }.map { ($0.1, $0.2) }
  }

  private func best(of scores: [Score]) -> Finding? {
    let ranked = ranked(scores)
    guard let best = ranked.first else { return nil }
    // Means that differ by rounding alone are equal.
    let equals = ranked.prefix { $0.value >= best.value - 1e-9 }
    let names = equals.map(\.score.method.label).joined(separator: " and ")
    var evidence = ["\(quantity) \(best.score.number)"]
    if let next = ranked.dropFirst(equals.count).first?.score { evidence.append("next \(next.words)") }
    let verb = equals.count > 1 ? "agree" : "agrees"
    return Finding(
      "\(names) \(verb) best with \(reference).", evidence: evidence.joined(separator: "; "))
  }

  private func withheld(_ groups: [[Score]]) -> Finding {
    let best = groups.map { group in
      let words = (ranked(group).first?.score ?? group[0]).words
      guard group[0].method.contrast != nil else { return "without a contrast \(words)" }
      return words
    }
    return Finding(
      "The methods are not ranked: what their credits compare differs.",
      evidence: "best \(quantity) of each contrast: " + best.joined(separator: "; "))
  }
}
