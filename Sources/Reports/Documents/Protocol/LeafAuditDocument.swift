package import Ascribe
import Ground

extension LeafAuditResult: ReportedResult {
  /// What the report is of.
  package var title: String {
    "The survey's tree by exact credit" + (updates == nil ? "" : " and by learning")
  }

  /// Where the tree is wrong, a row a family, then the methods of each.
  package var document: Document {
    var document = Document()
    document.add(finding("", \.credit))
    if updates != nil { document.add(finding("By learning: ") { $0.learning }) }
    document.add(
      leaves(
        "Leaves", "alignment",
        "alignment: mean cosine of a batch's gradient with the exact one, over the leaf's methods; regret: that of the method "
          + "which is best on all other parametrisations, less the leaf's; grpo's lead: that of always grpo, less the leaf's; place: "
          + "of the leaf's best method among all; intervals over \(Numerals.count(parametrisations, "parametrisation")) of a family, "
          + "with \(Numerals.count(batches, "batch", plural: "batches")) of \(Numerals.count(episodes, "episode")) each",
        "simulated beside them: \(signals)", ranking: \.credit))
    if let updates {
      document.add(
        leaves(
          "Leaves by learning", "gain",
          "gain: mean exact return over the budget less the start's, in standard deviations of the start's return; each method "
            + "trains the scenario's own policy for the turns of \(Numerals.count(updates, "update")) of "
            + "\(Numerals.count(episodes, "episode")), or of as many as the dearest method needs for one group, continuations and "
            + "episodes for fits among them",
          "no judge, belief or reference is simulated for policies that move"
        ) { $0.learning })
    }
    for family in families { document.add(methods(of: family)) }
    return document
  }

  private func finding(_ prefix: String, _ ranking: (Family) -> Ranking?) -> Finding {
    let wrong = families.filter { (ranking($0)?.place ?? .max) > 3 }.map(\.code)
    let behind = families.filter { (ranking($0)?.overGRPO.interval.optional?.lower ?? -1) > 0 }.map(\.code)
    let found =
      wrong.isEmpty
      ? "in every family one of the three best methods is of the leaf."
      : "none of the three best methods is of the leaf in \(wrong.joined(separator: "; "))."
    return Finding(
      prefix + (prefix.isEmpty ? found.prefix(1).uppercased() + found.dropFirst() : found),
      evidence: behind.isEmpty
        ? "nowhere is always grpo better for sure"
        : "always grpo is better for sure in \(behind.joined(separator: "; "))")
  }

  private func leaves(
    _ title: String, _ score: String, _ notes: String..., ranking: (Family) -> Ranking?
  ) -> Table {
    Table(
      title,
      ["family", "leaf", .number(score), .number("regret"), .number("grpo's lead"), .count("place")],
      rows: families.map { family in
        let found = ranking(family)
        return [
          .text(family.code),
          .text(
            family.leaves.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(
              separator: "; ")),
          found.map { .estimate($0.leaf) } ?? .blank, found.map { .estimate($0.regret) } ?? .blank,
          found.map { .estimate($0.overGRPO) } ?? .blank,
          found?.place.map { .count($0) } ?? .undefined(reason: "no method of the leaf runs"),
        ]
      },
      notes: notes)
  }

  /// The methods of a family in the order of their alignment, with what they gain beside it.
  private func methods(of family: Family) -> Document {
    var document = Document()
    let learning = family.learning.map { ranking in
      Dictionary(ranking.methods.map { ($0.id, $0.score) }, uniquingKeysWith: { first, _ in first })
    }
    document.add(
      Table(
        "Family \(family.code)",
        ["method", .number("alignment")] + (learning == nil ? [] : [.number("gain")]) + ["of the leaf"],
        rows: family.credit.methods.map { method in
          [.text(method.id), .estimate(method.score)]
            + (learning.map { [$0[method.id].map { .estimate($0) } ?? .blank] } ?? [])
            + [method.isOfLeaf ? "yes" : .blank]
        }))
    document.add(leftOut: family.credit, "Not in family \(family.code)")
    if let ranking = family.learning {
      document.add(leftOut: ranking, "Not learning in family \(family.code)")
    }
    return document
  }
}

extension Document {
  fileprivate mutating func add(leftOut ranking: LeafAuditResult.Ranking, _ words: String) {
    guard !ranking.leftOut.isEmpty else { return }
    add(
      note: "\(words): "
        + ranking.leftOut.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(separator: "; ")
    )
  }
}
