public import CreditMethods
import Critics
import Trajectories

/// A credit method under its identifier: one line of a catalogue.
public struct MethodEntry: Sendable, CustomStringConvertible {
  /// What the method is and needs.
  public let card: MethodCard
  /// Whether the method is a critic of turns, whose fitted values can be held against exact ones.
  public let isCritic: Bool

  /// Builds the method; the values hold every specification of the card.
  package let make: @Sendable (ParameterValues) -> any CreditMethod
  /// The method's type, for errors.
  private let type: String

  /// The entry of a method's type.
  public init<Method: CreditMethod>(_ method: Method.Type) {
    card = method.card
    make = { Method($0) }
    isCritic = Method.self is any TurnCritic.Type
    type = "\(method)"
  }

  /// Its name and type, as errors call it.
  public var description: String { "\"\(card.name)\" (\(type))" }
}
