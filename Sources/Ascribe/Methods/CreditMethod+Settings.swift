public import CreditMethods
import Trajectories

extension CreditMethod {
  /// The method with settings as they are written on the command line, and its defaults for the rest:
  /// `try C3(settings: "alternatives=16,continuations=2")`.
  ///
  /// - Throws: `CallError` for text that cannot be read, `ParameterError` for a setting that is not accepted.
  public init(settings: String) throws {
    let call = try Call(settings.isEmpty ? Self.card.id : "\(Self.card.id)(\(settings))")
    self.init(
      try ParameterValues(call.pairs, for: Self.card.parameters, of: "method \"\(Self.card.id)\""))
  }
}
