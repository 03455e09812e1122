import CreditMethods

/// What a stored result says of what the checklist asks; what it does not say is `nil` or empty.
package struct ChecklistFacts: Sendable {
  /// A method of a result.
  package struct Method: Sendable {
    /// What it is called in the result.
    package let label: String
    /// What its card says; `nil` where nobody here knows it.
    package let granularity, methodology: String?
    /// Whether its credit is of whole episodes.
    package let isEpisodeLevel: Bool
    /// What it simulated, turns of its episodes included.
    package var cost: String?
    /// What it cost beyond the episodes.
    package var overhead: String?

    init(
      _ label: String, _ id: String, in catalogue: MethodCatalogue, cost: String? = nil,
      overhead: String? = nil
    ) {
      let card = catalogue.cards.first { $0.id == id }
      self.label = label
      granularity = card?.granularity.rawValue
      methodology = card?.methodology.rawValue
      isEpisodeLevel = card?.granularity == .trajectory
      (self.cost, self.overhead) = (cost, overhead)
    }
  }

  /// The policy and how large it is.
  package var policy, policySize: String?
  /// Where episodes come from, how many there are, and which were left out.
  package var dataSource, dataSize: String?
  /// The methods.
  package var methods: [Method] = []
  /// What all methods have equally much of, in words; `nil` where they have not.
  package var budget: String?
  /// Whether nothing but the credits differs between methods.
  package var sharesAllElse = true
  /// The tasks, and what of them is held out.
  package var benchmarks: [String] = []
  /// What is held out, in words; `nil` if nothing is.
  package var split: String?
  /// What is measured, with what it is.
  package var metrics: [(name: String, meaning: String)] = []
  /// What intervals rest on; `nil` without one.
  package var spread: String?
  /// How long episodes are.
  package var lengths: EpisodeLengthSummary?
  /// Mean turns, where no more is known.
  package var meanTurns: Double?
  /// What a store of runs says of the run: seconds, and the machine.
  package var cpuSeconds, machine: String?

  /// Nothing known.
  package init() {}

  /// Something that the cards of all methods say.
  func ofMethods(_ name: String, _ field: (Method) -> String?) -> (Checklist.Status, String) {
    let known = methods.compactMap { method in field(method).map { "\(method.label): \($0)" } }
    if known.isEmpty {
      return (.missing, methods.isEmpty ? "no method is named" : "the methods are not known here")
    }
    return (known.count == methods.count ? .ok : .partial, known.joined(separator: ", "))
  }
}

/// A result that the checklist can be computed from.
package protocol CheckedResult: StoredResult {
  /// What it says of what the checklist asks.
  ///
  /// - Parameter catalogue: Where methods' cards are.
  func checklistFacts(in catalogue: MethodCatalogue) -> ChecklistFacts
}
