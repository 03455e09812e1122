import Ascribe
import CreditMethods
import Foundation
import Reports
import Trajectories

extension AttributeCommand {
  /// The methods with what `--set` adds to the settings of the only one.
  func calls() throws(UsageError) -> [Call] {
    var calls: [Call] = []
    for text in method {
      do throws(CallError) {
        calls.append(try Call(text))
      } catch {
        throw UsageError(description: "--method: \(error)")
      }
    }
    var settings: [Call.Setting] = []
    for text in set {
      do throws(CallError) {
        settings.append(try Call.Setting(text, in: text))
      } catch {
        throw UsageError(description: "--set is \"\(text)\"; expected name=value.")
      }
    }
    guard let first = settings.first, let call = calls.first else { return calls }
    guard calls.count == 1 else {
      throw UsageError(
        description:
          "--set belongs to a single method, and \(calls.count) are named. Write the setting with its method: "
          + "--method '\(call.name)(\(first.name)=\(first.value))'.")
    }
    return [Call(name: call.name, settings: call.settings + settings)]
  }

  func target(_ requests: [MethodRequest]) throws(UsageError) -> CreditTarget {
    if let levels = try levels.levels() {
      try checkTable(of: levels)
      return .none
    }
    if perToken, format == .jsonl {
      throw UsageError(description: "--per-token is for tables: --format csv, json or npz.")
    }
    if format == .npz, output == nil, isatty(STDOUT_FILENO) == 1 {
      throw UsageError(description: "--format npz is no text for a terminal: give --output.")
    }
    switch output {
    case nil where summary: return .none
    case let path where format != .jsonl:
      return .table(path, CreditTable(format: format, byToken: perToken))
    case let path?: return requests.count == 1 ? .file(path) : .folder(path)
    case nil where requests.count == 1: return .standardOutput
    case nil:
      throw UsageError(
        description:
          "The credits of \(requests.count) methods need a folder: give --output, --format csv for one table, or --summary "
          + "for the tables alone."
      )
    }
  }

  /// Refuses ways to write credits at two levels that there are none of.
  private func checkTable(of levels: LevelPair) throws(UsageError) {
    guard !perToken else {
      throw UsageError(
        description: "--per-token is for tables of credits: use --two-level \(levels.unit.rawValue)/token.")
    }
    guard format != .npz else {
      throw UsageError(
        description: "--format is npz, and --two-level writes a table of lines or JSON: csv or json.")
    }
    guard format != .jsonl || output == nil || shard != nil else {
      throw UsageError(description: "--output of --two-level is a table: give --format csv or json.")
    }
  }

  /// What becomes of credits at two levels; `nil` if they were not asked for.
  func twoLevelWork(on requests: [MethodRequest]) throws -> TwoLevelWork? {
    guard let pair = try levels.levels() else { return nil }
    return try TwoLevelWork(
      pair, of: requests, whole: try levels.wholeMethod(among: requests), by: try levels.rule(), to: output,
      format)
  }

  /// The context of a recorded trace, with the files that go along with it.
  func context(for requests: [MethodRequest], _ keying: TraceKeying) throws -> AttributionContext {
    for (path, supplement) in [(history, MethodCard.Supplement.history), (hindsight, .hindsight)] {
      guard path != nil, !requests.contains(where: { $0.card.supplements.contains(supplement) }) else {
        continue
      }
      let readers = AscribeCLI.methods.cards.filter { $0.supplements.contains(supplement) }
      throw UsageError(
        description:
          "--\(supplement.rawValue) is read by \(readers.map(\.id).joined(separator: ", ")) only, and by no method "
          + "that is named.")
    }
    if fit != nil, !requests.contains(where: { $0.card.methodology == .critic }) {
      throw UsageError(description: "--fit is read by critics only, and no method that is named is one.")
    }
    var context = AttributionContext(
      fitting: try fit.map { try keying.read($0) },
      history: try history.map { try keying.read($0) },
      hindsight: try hindsight.map { try HindsightReader.read($0) }, isPart: true, seed: draws.seed,
      threads: draws.threadCount)
    if Terminal.showsProgress {
      context.fitProgress = { what, done, limit in
        Terminal.progress("fit of \(what): \(Numerals.count(done)) of at most \(Numerals.count(limit))")
      }
    }
    return context
  }
}
