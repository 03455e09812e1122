import Ascribe

/// Methods with a number of each, of which larger is better: which is best.
///
/// The number holds all of them against one gradient, so that methods are ranked whatever their credits compare.
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
  /// Why no number is defined, where something else is known than the numbers say.
  var obstacle: String?
  /// Of the method at a place, the places of those that cannot be told apart from it.
  var close: (Int) -> [Int] = { _ in [] }

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
    return best
  }

  /// From the best to the worst; of equal ones the earlier first.
  private var ranked: [(place: Int, score: Score, value: Double)] {
    scores.enumerated().compactMap { place, score in score.mean.optional.map { (place, score, $0) } }
      .sorted { ($1.2, $0.0) < ($0.2, $1.0) }
  }

  private var best: Finding? {
    let ranked = ranked
    guard let best = ranked.first else { return nil }
    // Means that differ by rounding alone are equal.
    let equals = ranked.prefix { $0.value >= best.value - 1e-9 }
    let names = equals.map(\.score.method.label).joined(separator: " and ")
    var evidence = ["\(quantity) \(best.score.number)"]
    let others = ranked.dropFirst(equals.count)
    let close = Set(self.close(best.place))
    let level = others.filter { close.contains($0.place) }
    if level.isEmpty, let next = others.first { evidence.append("next \(next.score.words)") }
    if !level.isEmpty {
      let more = level.count > 3 ? ", ..." : ""
      evidence.append("close " + level.prefix(3).map(\.score.words).joined(separator: ", ") + more)
    }
    if let behind = others.first(where: { !close.contains($0.place) }), !level.isEmpty {
      evidence.append("behind \(behind.score.words)")
    }
    let verb = equals.count > 1 ? "agree" : "agrees"
    let labels = level.map(\.score.method.label)
    let whom =
      labels.isEmpty
      ? ""
      : labels.count > 4
        ? ", not told apart from \(labels.count) others"
        : ", not told apart from \(labels.joined(separator: ", "))"
    return Finding(
      "\(names) \(verb) best with \(reference)\(whom).", evidence: evidence.joined(separator: "; "))
  }
}
