package import Ascribe
import CreditStatistics

extension SampledComparisonResult: ReportedResult {
  /// One scenario with its tables; or who leads on each of several, and each of them as far as the view asks for it.
  package var document: Document {
    let studies = studies.map { study in
      var study = study
      study.view = view
      return study
    }
    guard studies.count > 1, let headline = studies[0].quantities.first else {
      return studies.first?.document ?? Document()
    }
    let methods = studies[0].methods.map(\.method.label)
    var document = Document(
      "\(Numerals.count(methods.count, "method")) on \(Numerals.count(studies.count, "scenario")), held against \(kinds) truths"
    )
    document.add(leader(studies, headline))
    document.add(table(studies, headline, methods))
    guard view.details || view.cells else {
      document.add(paragraph: "--details also shows: each scenario.")
      return document
    }
    for study in studies { document.add(study.document) }
    return document
  }

  /// The kinds of truth that methods are held against.
  var kinds: String {
    TruthSummary.Kind.allCases.filter { kind in studies.contains { $0.truth.kind == kind } }
      .map(\.rawValue).joined(separator: " and ")
  }

  /// Who is ahead where.
  private func leader(_ studies: [StudyResult], _ headline: Quantity) -> Finding {
    var wins: [String: Int] = [:]
    var known = 0
    for study in studies {
      let ordered = study.methods.ordered { $0[headline].mean }
      guard let best = ordered.first, let most = best[headline].mean.optional else { continue }
      known += 1
      // Where two are alike, nobody is ahead.
      let isTied = ordered.dropFirst().first?[headline].mean.optional.map { most - $0 <= 1e-12 } ?? false
      if !isTied { wins[best.method.label, default: 0] += 1 }
    }
    let order = studies[0].methods.map(\.method.label).filter { wins[$0] != nil }
      .sorted { (wins[$0] ?? 0) > (wins[$1] ?? 0) }
    guard let first = order.first else {
      return Finding(
        known == 0
          ? "No method has a \(headline.name) anywhere."
          : "No method has a larger \(headline.name) than all others anywhere.")
    }
    let words = order.dropFirst().map { "\($0) on \(wins[$0] ?? 0)" }
    return Finding(
      "\(first) has the largest \(headline.name) on \(wins[first] ?? 0) of \(Numerals.count(known, "scenario")).",
      evidence: words.isEmpty ? nil : words.joined(separator: ", ") + "; whether by chance, the intervals say"
    )
  }

  private func table(_ studies: [StudyResult], _ headline: Quantity, _ methods: [String]) -> Table {
    let percent = Numerals.fixed(100 * studies[0].plan.confidence, 0)
    var table = Table(
      "\(headline.name) on each scenario (over the decisions of all batches; \(percent)% intervals by the jackknife over "
        + "batches\(studies.contains { $0.boundedTruth != nil } ? ", over all that bounds allow" : ""))",
      ["method"] + studies.map { .number($0.scenario.names.label, decimals: headline.decimals) },
      notes: headline.meaning.isEmpty ? [] : ["\(headline.name): \(headline.meaning)"])
    for (place, label) in methods.enumerated() {
      table.add([.text(label)] + studies.map { .estimate($0.methods[place][headline]) })
    }
    return table
  }
}
