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

  /// The first option that is for an audit alone, where none was asked for.
  var misplaced: String? {
    guard !audit else { return nil }
    return parametrisations != nil ? "--parametrisations" : family.isEmpty ? nil : "--family"
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
    return audit
  }
}
