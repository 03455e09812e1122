public import CreditMethods
import Trajectories

extension CreditMethod {
  /// The method with settings as they are written on the command line, and its defaults for the rest:
  /// `try LastDecision(settings: "weight=2")`.
  ///
  /// - Throws: `CallError` for text that cannot be read, `ParameterError` for a setting that is not accepted,
  ///   ``MethodError`` for a method whose parameters users could not set.
  public init(settings: String) throws {
    let entry = MethodEntry(Self.self)
    try entry.requireSound()
    let call = try Call(settings.isEmpty ? Self.card.id : "\(Self.card.id)(\(settings))")
    try self.init(ParameterValues(call.pairs, for: entry.card.parameters, of: "method \"\(Self.card.id)\""))
  }
}
