import Ascribe
import Foundation
import Reports
import RunStore

/// A run that was made again, held to what was stored of it.
struct RunRepetition: ReportedResult {
  static let schema = "ascribe.repetition/1"

  /// The run.
  let run: RunRecord
  /// The exit code now.
  let exitCode: Int
  /// The version and commit now.
  let version: String
  let commit: String?
  /// Everything that it made, then or now.
  let artefacts: [Made]
  /// The first place at which the results differ; `nil` if none does.
  let place: String?

  /// Something that it made.
  struct Made: Codable, Sendable {
    let name: String
    /// Digests then and now; `nil` where it was not made.
    let before, now: String?

    var isEqual: Bool { before == now }
  }

  var title: String { "Repetition of run \(run.label)" }

  /// Whether everything is as it was.
  var isEqual: Bool { exitCode == run.exitCode && artefacts.allSatisfy(\.isEqual) }

  /// Whether the bytes are equal, and what may be why they are not.
  var document: Document {
    var document = Document("Repetition of run \(run.label)")
    let differing = artefacts.count { !$0.isEqual }
    document.add(
      Finding(
        isEqual
          ? "All bytes are equal." : "The bytes differ.",
        evidence: isEqual
          ? "\(Numerals.count(artefacts.count, "artefact")) by SHA-256"
          : "\(Numerals.count(differing)) of \(Numerals.count(artefacts.count, "artefact"))"))
    var terms = Terms(nil)
    terms.add("command", run.command)
    if exitCode != run.exitCode {
      terms.add("exit code", "\(run.exitCode.map { "\($0)" } ?? "none") then, \(exitCode) now")
    }
    if version != run.version { terms.add("version", "\(run.version) then, \(version) now") }
    if commit != run.commit { terms.add("commit", "\(run.commit ?? "none") then, \(commit ?? "none") now") }
    if let place { terms.add("first difference", place) }
    document.add(terms)
    document.add(
      Table(
        nil, ["artefact", "then", "now", "equal"],
        rows: artefacts.map {
          [
            .text($0.name), .text($0.before.map { String($0.prefix(16)) } ?? "(none)"),
            .text($0.now.map { String($0.prefix(16)) } ?? "(none)"), .text($0.isEqual ? "yes" : "no"),
          ]
        }))
    return document
  }
}
