public import CreditMethods
import Trajectories

/// Credit methods by identifier, in the order of lists: a value, which everything that resolves names is given.
///
/// ```swift
/// let catalogue = try MethodCatalogue.builtIn + [MethodEntry(LastDecision.self)]
/// let request = try MethodRequest("last-decision(weight=2)", in: catalogue)
/// ```
public struct MethodCatalogue: Sendable {
  /// The methods, in order; no two have the same identifier.
  public let entries: [MethodEntry]

  /// A catalogue of these methods alone.
  ///
  /// - Throws: ``MethodError/taken(id:by:and:)`` for an identifier that two of them have,
  ///   ``MethodError/noIdentifier(id:of:)`` and ``MethodError/declaration(_:)`` for one that users could not name or set.
  /// - Complexity: O(entries).
  public init(_ entries: [MethodEntry]) throws(MethodError) {
    self = try MethodCatalogue(checked: []) + entries
  }

  /// A catalogue of entries that a test holds to what ``init(_:)`` checks.
  package init(checked entries: [MethodEntry]) { self.entries = entries }

  /// The methods of a catalogue and further ones after them.
  ///
  /// - Throws: As ``init(_:)``.
  public static func + (
    catalogue: MethodCatalogue, entries: [MethodEntry]
  ) throws(MethodError) -> MethodCatalogue {
    // Those of the catalogue were checked when it was made.
    var owners = Dictionary(catalogue.entries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for entry in entries {
      try entry.requireSound()
      if let owner = owners.updateValue(entry, forKey: entry.id) {
        throw .taken(id: entry.id, by: owner.description, and: entry.description)
      }
    }
    return MethodCatalogue(checked: catalogue.entries + entries)
  }

  /// The identifiers, in order.
  public var ids: [String] { entries.map(\.id) }

  /// The cards, in order.
  public var cards: [MethodCard] { entries.map(\.card) }

  /// The methods that are critics of turns.
  public var critics: [MethodEntry] { entries.filter(\.isCritic) }

  /// The method of an identifier.
  ///
  /// - Throws: ``MethodError/unknown(id:accepted:)``, which suggests the nearest identifier.
  public func entry(named id: String) throws(MethodError) -> MethodEntry {
    guard let entry = entries.first(where: { $0.id == id }) else {
      throw .unknown(id: id, accepted: ids)
    }
    return entry
  }
}
