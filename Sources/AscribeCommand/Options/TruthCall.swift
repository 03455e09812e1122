import Ascribe
import Trajectories

/// What `--truth` says: a kind of truth, with settings of how it is found.
struct TruthCall {
  let kind: TruthSummary.Kind
  private let call: Call

  /// What a text says.
  ///
  /// - Parameter accepted: The kinds that the command takes.
  /// - Throws: ``UsageError`` for another kind, and for settings of one that has none.
  init(_ text: String, accepting accepted: [TruthSummary.Kind]) throws(UsageError) {
    let call: Call
    do throws(CallError) {
      call = try Call(text)
    } catch {
      throw UsageError(description: "--truth: \(error)")
    }
    guard let kind = accepted.first(where: { $0.rawValue == call.name }) else {
      throw UsageError(
        description:
          "--truth is \"\(call.name)\"; accepted: \(accepted.map(\.rawValue).joined(separator: ", ")).")
    }
    if kind == .exact || kind == .none, let setting = call.settings.first {
      throw UsageError(
        description: "--truth \(call.name) takes no \"\(setting.name)\": it has no settings.")
    }
    self.kind = kind
    self.call = call
  }

  /// The settings.
  ///
  /// - Throws: `ParameterError` for settings that are not accepted.
  func values(for parameters: [ParameterSpecification]) throws -> ParameterValues {
    try ParameterValues(call.pairs, for: parameters, of: "--truth \(call.name)")
  }
}
