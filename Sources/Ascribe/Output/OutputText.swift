import CreditMethods
import Simulation
import Trajectories

/// What a batch adds to each file of a study: the trace, the exact credits where there are any, the credits of each method.
package struct OutputText: Sendable {
  private let origin: TraceOrigin?
  private let hasExact: Bool
  private let paths: [String]

  /// The texts of a plan.
  ///
  /// - Parameters:
  ///   - plan: What is done.
  ///   - scenario: The scenario as it was asked for.
  ///   - hasExact: Whether there is a file of exact credits.
  ///   - folder: Where the files are to stand, for errors.
  package init(_ plan: StudyPlan, scenario: String?, hasExact: Bool, in folder: String) {
    self.hasExact = hasExact
    origin = plan.tables.flatMap { tables in
      scenario.map { TraceOrigin(of: tables.mdp, scenario: $0) }
    }
    paths = ((hasExact ? ["exact.credits.jsonl"] : []) + plan.methods.map(\.creditsFile)).map {
      "\(folder)/\($0)"
    }
  }

  /// What a batch adds to each.
  ///
  /// - Throws: `FileError` for credits that no file can hold.
  package func bytes(of batch: JudgedBatch) throws(FileError) -> [[UInt8]] {
    var texts: [[UInt8]] = [[]]
    TraceWriter.append(batch.rollouts.batch, origin: origin, to: &texts[0])
    let credits = (hasExact ? [batch.exact ?? []] : []) + batch.attributions.map(\.credits)
    for (path, values) in zip(paths, credits) {
      var text: [UInt8] = []
      do throws(CreditsError) {
        try CreditsWriter.append(values, of: batch.rollouts.batch, to: &text)
      } catch {
        throw FileError(path: path, operation: .write, reason: String("\(error)".dropLast()))
      }
      texts.append(text)
    }
    return texts
  }
}
