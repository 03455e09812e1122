import Ascribe
import CreditStatistics
import Ground

/// What a truth that has bounds says of a scenario: whose decisions matter, and how well that is known.
struct BoundedVerdict {
  let figures: BoundedTruthFigures
  let reason: String?

  var findings: [Finding] {
    [deciding?.shown(by: "magnitude"), kind.shown(by: "methods")].compactMap(\.self)
  }

  /// Whose decisions matter most on those that were looked at, wherever in their bounds credits are; `nil` where the bounds do
  /// not say.
  private var deciding: Finding? {
    let agents = figures.sizes.compactMap { size in
      size.agent.flatMap { agent in
        size.creditShare.optional.map { (name: agent.name, share: $0, size: size.rootMeanSquare) }
      }
    }.sorted { $0.share.lower > $1.share.lower }
    guard let most = agents.first, let size = most.size.optional, size.lower > 0,
      agents.dropFirst().allSatisfy({ $0.share.upper < most.share.lower })
    else { return nil }
    var evidence =
      agents.count > 1
      ? ["share of the squared credit \(Numerals.bounds(most.share, 2))"]
        + agents.dropFirst().prefix(3).map { "\($0.name) \(Numerals.bounds($0.share, 2))" } : []
    evidence.append("one of its decisions moves the return by \(Numerals.bounds(size, 3)) (root mean square)")
    return Finding("\(most.name) decides most.", evidence: evidence.joined(separator: "; "))
  }

  private var kind: Finding {
    let (decisions, exact) = (figures.decisions, figures.exact)
    var evidence = [
      "\(Numerals.count(decisions, "decision")), \(Numerals.count(figures.cells, "cell")) (state and turn) found"
    ]
    if exact < decisions, let width = figures.meanWidth.optional {
      evidence.append("mean distance of the bounds of a credit \(Numerals.fixed(width, 4))")
    }
    if let size = figures.sizes.first?.rootMeanSquare.optional {
      evidence.append("credit \(Numerals.bounds(size, 4)) in root mean square")
    }
    if let reason { evidence.append(Numerals.fragment(reason)) }
    let sentence =
      exact == decisions
      ? "The truth of the decisions that were looked at is exact: nothing that can follow them was left out."
      : "The truth is bounded, not exact: \(Numerals.share(Double(exact) / Double(max(1, decisions)))) of the credits are "
        + "exact, the others lie between bounds; intervals hold wherever they are, numbers without one are those of the middles."
    return Finding(sentence, evidence: evidence.joined(separator: "; "))
  }
}
