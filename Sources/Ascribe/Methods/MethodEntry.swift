public import CreditMethods
import Critics
import Ground
import Trajectories

/// A credit method under its identifier: one line of a catalogue.
///
/// The card's parameters are reflected from the method's `@Parameter` properties, when it is asked for: a catalogue is made at
/// every start of the program, and few of its methods are used. What is wrong with them is said when the entry becomes part of
/// a catalogue or is requested, never by a trap.
public struct MethodEntry: Sendable, CustomStringConvertible {
  /// What the method is and needs.
  public var card: MethodCard { reflected.card }
  /// The method's identifier.
  package let id: String
  /// Whether the method is a critic of turns, whose fitted values can be held against exact ones.
  public let isCritic: Bool

  /// Builds the method with parameters; those that are not given have their defaults.
  package let make: @Sendable (ParameterValues) throws(ParameterError) -> any CreditMethod
  /// Refuses a method that users could not name or set.
  private let check: @Sendable () throws(MethodError) -> Void
  /// The method's type, for errors.
  private let type: String
  private let reflected: ReflectedCard

  /// The entry of a method's type.
  public init<Method: CreditMethod>(_ method: Method.Type) {
    id = method.card.id
    reflected = ReflectedCard(of: method)
    make = { (values) throws(ParameterError) in try Method(values) }
    check = { () throws(MethodError) in
      guard Self.isIdentifier(method.card.id) else {
        throw .noIdentifier(id: method.card.id, of: "\(method)")
      }
      do throws(ParameterDeclarationError) {
        try method.checkParameters()
      } catch {
        throw .declaration(error)
      }
    }
    isCritic = Method.self is any TurnCritic.Type
    type = "\(method)"
  }

  /// Refuses a method that cannot be in a catalogue.
  ///
  /// - Throws: ``MethodError/noIdentifier(id:of:)`` and ``MethodError/declaration(_:)``.
  func requireSound() throws(MethodError) { try check() }

  /// Whether a call could name a method so.
  private static func isIdentifier(_ id: String) -> Bool {
    !id.isEmpty && id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) }
  }

  /// Its name and type, as errors call it.
  public var description: String { "\"\(card.name)\" (\(type))" }
}

/// A method's card with its parameters, made when it is asked for and kept.
private final class ReflectedCard: Sendable {
  private let method: any CreditMethod.Type
  private let kept = Locked<MethodCard?>(nil)

  init(of method: any CreditMethod.Type) { self.method = method }

  var card: MethodCard {
    if let card = kept.withLock(\.self) { return card }
    let card = method.fullCard
    kept.withLock { $0 = card }
    return card
  }
}
