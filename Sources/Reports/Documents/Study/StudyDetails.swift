import Ascribe
import CreditStatistics
import Foundation
import Ground

/// What a report of a study shows only if it is asked for.
extension StudyDocument {
  /// What `details` has, in words.
  var hidden: [String] {
    let parts: [(String, Bool)] = [
      ("exact credit in episodes that succeed and that do not", result.exact.map(hasMeans) ?? false),
      ("further numbers of each method", true),
      ("the gradient by agent", result.methods.contains { !$0.gradients.isEmpty }),
      ("how critics were fitted", result.methods.contains { $0.fits.count > 0 }),
      ("what each credit compares", true),
      ("differences of the methods", !result.pairs.isEmpty && hasTruth),
      ("an episode with all credits", result.example != nil),
    ]
    return parts.filter(\.1).map(\.0)
  }

  var details: Document {
    var document = Document()
    if let exact = result.exact { for map in means(exact) { document.add(map) } }
    document.add(diagnostics)
    if let gradients { document.add(gradients) }
    document.add(Terms.fits(result.methods.map { ($0.method.label, $0.fits) }))
    document.add(Terms.contrasts(of: result.methods.map(\.method)))
    if result.methods.count > 1, hasTruth { document.add(pairs) }
    return document
  }

  private var hasTruth: Bool { result.exact != nil || result.isOfSomeDecisions }

  /// Where every episode succeeds, or none does, the means are those of all episodes, which are 0.
  private func hasMeans(_ exact: ExactFigures) -> Bool {
    exact.units.contains { $0.meanInSuccess != nil && $0.meanInFailure != nil }
  }

  private func means(_ exact: ExactFigures) -> [HeatMap] {
    guard hasMeans(exact) else { return [] }
    let map = { (title: String, quantity: @escaping (ExactUnit) -> Double?) in
      HeatMap(
        title, units: exact.units, agents: result.scenario.agents, horizon: result.scenario.horizon,
        signed: true, quantity)
    }
    return [
      map("Mean exact credit by agent and turn, in episodes that succeed") { $0.meanInSuccess },
      map("Mean exact credit by agent and turn, in episodes that do not") { $0.meanInFailure },
    ]
  }

  private var diagnostics: Table {
    let quantities = quantities(of: .diagnostics)
    var table = Table(
      "Further numbers; those of C3 over decisions in the same context (turn, state, agent, teammates' actions)",
      ["method"] + columns(quantities))
    for method in result.methods {
      table.add([.text(method.method.label)] + quantities.map { cell($0, of: method) })
    }
    if let exact = result.exact {
      table.add(
        ["exact"]
          + quantities.map {
            $0.key == Quantity.withinGroupVariance.key
              ? .number(exact.withinGroupVariance.mean) : .blank
          })
    }
    let skewed = "without intervals where too few different values, or skewed ones, leave none that covers"
    table.notes = [(meanings(quantities) + [skewed]).joined(separator: "; "), influence].compactMap(\.self)
    return table.foldingRows(of: "numbers")
  }

  /// The limit of the induced gradient by agent; `nil` without an exact one.
  private var gradients: Table? {
    guard let agents = result.methods.first(where: { !$0.gradients.isEmpty })?.gradients.map(\.agent) else {
      return nil
    }
    var table = Table(
      "Cosine of the expected gradient with the exact one, over the logits of each agent (jackknife over batches)",
      ["method"] + agents.map { .number($0?.name ?? "all agents") })
    for method in result.methods {
      table.add(
        [.text(method.method.label)] + method.gradients.map { .estimate($0.fidelity.cosine) })
    }
    return table.foldingRows(of: "numbers")
  }

  /// `nil` where nobody knows it for want of a truth.
  private var influence: String? {
    guard result.influence.mean.reason != .noTruth else { return nil }
    let text = { (estimate: Estimate) in Numerals.estimate(estimate.mean, estimate.interval, 4) }
    return "influence on the next teammate's action, nats: plug-in \(text(result.influence))"
      + (result.exact.map { ", exact " + text($0.influence) } ?? "")
  }

  private var pairs: Table {
    var table = Table(
      "Differences of the \(result.quantities.first?.name ?? "gradient") (paired t over batches; * where Holm's adjusted p is below 0.05)",
      ["row less column"] + labels.dropFirst().map { .number($0, signed: true) })
    for (row, label) in labels.enumerated().dropLast() {
      table.add(
        [.text(label)]
          + labels.indices.dropFirst().map { column in
            guard column > row,
              let pair = result.pairs.first(where: { $0.first == label && $0.second == labels[column] })
            else { return .blank }
            return cell(of: pair)
          })
    }
    if let signFlips { table.notes.append(signFlips) }
    return table
  }

  private func cell(of pair: MethodPair) -> Cell {
    guard (pair.adjustedPValue.optional ?? 1) < 0.05 else { return .number(pair.difference) }
    let isDoubted =
      leastOfSignFlips.map { $0 < 0.05 && (pair.adjustedSignFlips.optional ?? 0) >= 0.05 } ?? false
    return .number(pair.difference).marked(isDoubted ? "?" : "*")
  }

  /// The least p-value that changes of sign can have after Holm's correction; `nil` where nothing was tested.
  private var leastOfSignFlips: Double? {
    let family = result.pairs.filter(\.isInFamily)
    return family.compactMap(\.signFlips.optional?.units).min().map {
      min(1, Double(family.count) * scalbn(2, -$0))
    }
  }

  /// What the check by changes of sign says, or how many batches it would need.
  private var signFlips: String? {
    guard let least = leastOfSignFlips else { return nil }
    let family = result.pairs.filter(\.isInFamily).count
    let tests = Numerals.count(family, "pair")
    guard least >= 0.05 else {
      return "? where the exact test by changes of sign, corrected alike over \(tests), has p of 0.05 or more"
    }
    let batches = Int((2 * Double(family) / 0.05).exponent) + 1
    return "not checked by changes of sign: after Holm's correction over \(tests) their least p is "
      + "\(Numerals.fixed(least)) here; \(batches) batches would do"
  }

  var cells: Table {
    let showsExact = result.cells.contains { $0.exact != nil }
    var table = Table(
      "Mean credit by agent and turn ± standard error over batches, in \(result.exact == nil ? "each method's own scale" : "units of return")",
      ["agent", .count("turn"), .count("decisions")]
        + ((showsExact ? ["exact"] : []) + labels).map { .number($0, signed: true) }, keys: 2)
    for cell in result.cells {
      let own = zip(cell.methods, result.methods).map { Optional($0.scaled(by: $1.unit)) }
      let means = (showsExact ? [cell.exact] : []) + own
      table.add(
        [
          .text(cell.slice.agent?.name ?? "all"), cell.slice.turn.map { .count($0) } ?? "all",
          .count(cell.decisions),
        ] + means.map { $0.map { .spread($0.mean, $0.standardError) } ?? .undefined(.noTruth) })
    }
    return table.foldingColumns(3..<table.columns.count, of: "credits")
  }

  func table(of example: ExampleEpisode) -> Table {
    let showsExact = example.decisions.contains { $0.exact != nil }
    var table = Table(
      "Episode \(example.name) (\(example.status)), credits in \(result.exact == nil ? "each method's own scale" : "units of return")",
      [.count("turn"), "agent", "action"]
        + ((showsExact ? ["exact"] : []) + labels).map { .number($0, signed: true) }, keys: 3)
    for decision in example.decisions {
      let own = zip(decision.credits, result.methods).map { Optional($0 * $1.unit) }
      let credits = (showsExact ? [decision.exact] : []) + own
      table.add(
        [.count(decision.turn), .text(decision.agent.name), .text(decision.action)]
          + credits.map { $0.map { .number($0) } ?? .undefined(.noTruth) })
    }
    return table.foldingColumns(3..<table.columns.count, of: "credits")
  }
}
