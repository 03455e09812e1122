package import Ascribe
import Ground

extension LeafAuditResult: ReportedResult {
  /// What the report is of.
  package var title: String { "The survey's tree by exact credit" }

  /// Where the tree is wrong, a row a family, then the methods of each.
  package var document: Document {
    var document = Document()
    let wrong = families.filter { ($0.place ?? .max) > 3 }.map(\.code)
    let behind = families.filter { ($0.overGRPO.interval.optional?.lower ?? -1) > 0 }.map(\.code)
    document.add(
      Finding(
        wrong.isEmpty
          ? "In every family one of the three best methods is of the leaf."
          : "None of the three best methods is of the leaf in \(wrong.joined(separator: "; ")).",
        evidence: behind.isEmpty
          ? "nowhere is always grpo better for sure"
          : "always grpo is better for sure in \(behind.joined(separator: "; "))"))
    document.add(
      Table(
        "Leaves",
        ["family", "leaf", .number("alignment"), .number("regret"), .number("grpo's lead"), .count("place")],
        rows: families.map { family in
          [
            .text(family.code),
            .text(
              family.leaves.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(
                separator: "; ")),
            .estimate(family.leaf), .estimate(family.regret), .estimate(family.overGRPO),
            family.place.map { .count($0) } ?? .undefined(reason: "no method of the leaf runs"),
          ]
        },
        notes: [
          "alignment: mean cosine of a batch's gradient with the exact one, over the leaf's methods; regret: that of the method "
            + "which is best on all other parametrisations, less the leaf's; grpo's lead: that of always grpo, less the leaf's; place: "
            + "of the leaf's best method among all; intervals over \(Numerals.count(parametrisations, "parametrisation")) of a family, "
            + "with \(Numerals.count(batches, "batch", plural: "batches")) of \(Numerals.count(episodes, "episode")) each",
          "simulated beside them: \(signals)",
        ]))
    for family in families {
      document.add(
        Table(
          "Family \(family.code)", ["method", .number("alignment"), "of the leaf"],
          rows: family.methods.map { [.text($0.id), .estimate($0.alignment), $0.isOfLeaf ? "yes" : .blank] }))
      if !family.leftOut.isEmpty {
        document.add(
          note: "Not in family \(family.code): "
            + family.leftOut.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(
              separator: "; "))
      }
    }
    return document
  }
}
