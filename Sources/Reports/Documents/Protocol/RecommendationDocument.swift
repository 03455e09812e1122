package import Ascribe
import CreditMethods

extension Recommendation: ReportedResult {
  /// What the report is of.
  package var title: String { "Methods for \(subject)" }

  /// The leaf, the way to it, the candidates, what fails, and the diagnostics.
  package var document: Document {
    var document = Document()
    let names = candidates.map { $0.method.id ?? "\($0.method.name) (not here)" }.joined(separator: ", ")
    document.add(Finding("Candidates for \(subject): \(names).", evidence: leaf.rawValue))
    document.add(
      Table(
        "The way through the survey's tree", ["question", "answer", .prose("rests on")],
        rows: path.map {
          [
            .text($0.question), .text($0.answer),
            .text([$0.figure, $0.caution].compactMap(\.self).joined(separator: "; ")),
          ]
        },
        notes: ["thresholds are the survey's heuristics, candidates are no ranking: --audit measures them"]))
    document.add(candidateTable)
    addPreconditions(to: &document)
    document.add(
      Table(
        "Six diagnostics", ["code", "what breaks", "here", .prose("because"), .prose("least control")],
        rows: diagnostics.map {
          [
            .text($0.code.rawValue), .text($0.code.name), .text($0.status.rawValue), .text($0.evidence),
            .text($0.status == .absent ? "" : $0.code.control),
          ]
        }))
    return document
  }

  private var candidateTable: Table {
    Table(
      "Candidates", ["method", "id", .prose("needs"), .prose("is missing")],
      rows: candidates.map { candidate in
        [
          .text(candidate.method.name), .text(candidate.method.id ?? "-"),
          .text(candidate.needs.joined(separator: ", ")),
          .text(
            candidate.method.id == nil
              ? "no operator here"
              : candidate.lacks.map { $0.isEmpty ? "nothing" : $0.map(bringing).joined(separator: ", ") }
                ?? "not known"),
        ]
      })
  }

  /// What is missing, with the option that brings it to a run.
  private func bringing(_ need: String) -> String {
    guard task.source != .trace, let need = MethodCard.Need(rawValue: need) else { return need }
    let option: String? =
      switch need {
      case .processScores, .judgements: "--judge"
      case .beliefs: "--belief"
      case .factors: "--factors"
      case .referenceLogProbabilities: "--reference"
      default: nil
      }
    return need.rawValue + (option.map { " (run \($0))" } ?? "")
  }

  private func addPreconditions(to document: inout Document) {
    let failed = preconditions.filter { $0.status == .fails }
    document.add(
      Finding(
        failed.isEmpty
          ? "No precondition is known to fail."
          : "\(Numerals.count(failed.count, "precondition")) \(failed.count == 1 ? "fails" : "fail"): "
            + "\(failed.map(\.name).joined(separator: "; ")).",
        evidence: failed.isEmpty
          ? nil
          : "a method of reasoning that is moved here estimates something else, and is to be called by another name"
      ))
    document.add(
      Table(
        "Preconditions", ["precondition", "here", .prose("because"), .prose("consequence")],
        rows: preconditions.map {
          [.text($0.name), .text($0.status.rawValue), .text($0.evidence), .text($0.consequence ?? "")]
        }))
  }
}
