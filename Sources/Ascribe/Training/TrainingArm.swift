/// One arm of a study of learning: where the gradient comes from.
public struct TrainingArm: Sendable {
  /// Where the gradient comes from.
  public enum Source: Sendable {
    /// The credits of a method on simulated episodes.
    case method(MethodRequest)
    /// The exact gradient, without any sampling: the ceiling of the rule of updates.
    case exactGradient
  }

  /// Where its gradient comes from.
  public let source: Source

  /// The word that stands for ``Source/exactGradient`` among methods.
  public static let exactGradientName = "exact-gradient"

  /// An arm.
  public init(_ source: Source) { self.source = source }

  /// What it is called.
  public var label: String {
    switch source {
    case .method(let request): request.label
    case .exactGradient: Self.exactGradientName
    }
  }

  /// The method that gives its credits.
  package var method: MethodRequest? {
    if case .method(let request) = source { return request }
    return nil
  }
}
