import ArgumentParser
import Ascribe
import Trajectories

/// The options of an audit of the tree's leaves.
struct AuditOptions: ParsableArguments {
  @Flag(
    help:
      "In place of a task: rank methods by exact credit on drawn parametrisations of the families of tasks, and say what following the tree costs."
  )
  var audit = false

  @Option(
    parsing: .unconditional,
    help: "With --audit: drawn parametrisations of each family, from 2. (default: 30)",
    transform: wholeNumber)
  var parametrisations: Int?

  @Option(
    help: "With --audit: a family, by the survey's code, such as F3; may be repeated. (default: all)")
  var family: [String] = []

  @Flag(
    help:
      "With --audit: rank methods by learning, too: each trains the scenario's own policy, all for the same number of simulated turns."
  )
  var learning = false

  @Option(
    parsing: .unconditional,
    help: "With --learning: updates whose turns a method may take. (default: 25)", transform: wholeNumber)
  var updates: Int?

  /// The first option that has nothing to say of what was asked for, and what it is for.
  var misplaced: (option: String, partOf: String)? {
    if updates != nil, !learning { return ("--updates", "--learning") }
    guard !audit else { return nil }
    if learning { return ("--learning", "--audit") }
    return parametrisations != nil
      ? ("--parametrisations", "--audit") : family.isEmpty ? nil : ("--family", "--audit")
  }

  /// The audit that was asked for.
  ///
  /// - Throws: ``UsageError`` for a number or a family that is not accepted.
  func plan(seed: UInt64, threads: Int) throws(UsageError) -> LeafAudit {
    let all = LeafAudit.families(of: AscribeCLI.scenarios)
    let codes = all.map(\.code)
    if let unknown = family.first(where: { !codes.contains($0) }) {
      let accepted = codes.map { "\"\($0)\"" }.joined(separator: ", ")
      throw UsageError(description: "--family is \"\(unknown)\"; accepted: \(accepted).")
    }
    var audit = LeafAudit(all.filter { family.isEmpty || family.contains($0.code) })
    audit.catalogue = AscribeCLI.methods
    (audit.seed, audit.threads) = (seed, threads)
    if let parametrisations {
      try checkNumber(parametrisations, of: "--parametrisations", in: 2...10_000)
      audit.parametrisations = parametrisations
    }
    if learning {
      let updates = updates ?? 25
      try checkNumber(updates, of: "--updates", in: 1...10_000)
      audit.updates = updates
    }
    return audit
  }
}
