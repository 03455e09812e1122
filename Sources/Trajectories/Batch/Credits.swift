/// What one method assigns to the decisions of a batch: one number per (episode, turn, agent).
public struct Credits: Sendable {
  /// The method's identifier, as on the command line.
  public let method: String
  /// Every parameter of the method, defaults included.
  public let parameters: ParameterValues
  /// One credit a decision, aligned with the decisions of the batch that it was computed from; finite.
  public let values: [Double]

  /// Credits of a method.
  ///
  /// - Parameters:
  ///   - method: The method's identifier.
  ///   - parameters: Every parameter it ran with.
  ///   - values: One finite number a decision, in the batch's order.
  public init(method: String, parameters: ParameterValues, values: [Double]) {
    self.method = method
    self.parameters = parameters
    self.values = values
  }
}
