package import CreditMethods

/// What a method's card says of it, with what its credits compare under its settings.
package struct MethodDescription: StoredResult, Hashable {
  /// `ascribe.method/1`.
  package static let schema = "ascribe.method/1"

  /// Its identifier, its name, and where it was published.
  package let id, name, source: String
  /// What a credit is of, and the family of the method.
  package let granularity, methodology: String
  /// What it estimates, by which formula, at which cost.
  package let estimand, formula, cost: String
  /// What it needs, and what else it makes use of.
  package let needs, supplements: [String]
  /// How strong the evidence is that its credits rest on.
  package let tier: EvidenceTier
  /// What its credits compare; `nil` if it states no contrast.
  package let contrast: Contrast?
  /// Whether it fits all tasks at once, and whether it is a critic.
  package let spansTasks, isCritic: Bool
  /// What of it was not verified.
  package let unverified: [Unverified]
  /// What it gives one credit to; `nil` in descriptions of versions that did not say it.
  package let unit: CreditUnit?
  /// What its credits claim to sum to, in words; none for a method that promises no sum.
  package let sums: [String]?
  /// Its parameters.
  package let parameters: [ParameterDescription]
  /// What its credits claim to be, in general; `nil` in descriptions of versions that did not say it.
  package let card: CreditCard?

  /// Something that was not verified.
  package struct Unverified: Sendable, Hashable, Codable {
    /// What.
    package let what: String
    /// With which setting alone; `nil` for all of the method.
    package let setting: String?
  }

  /// The description of a method with some settings.
  package init(_ request: MethodRequest) {
    let card = request.card
    id = card.id
    name = card.name
    source = card.source
    granularity = card.granularity.rawValue
    methodology = card.methodology.rawValue
    estimand = card.estimand
    formula = card.formula
    cost = card.cost
    needs = card.needs.map(\.rawValue)
    supplements = card.supplements.map(\.rawValue)
    tier = request.tier
    contrast = request.contrast
    spansTasks = card.spansTasks
    isCritic = request.isCritic
    unverified = card.unverified.map {
      Unverified(what: $0.what, setting: $0.setting.map { "\($0.name)=\($0.value)" })
    }
    parameters = card.parameters.map(ParameterDescription.init)
    self.card = CreditCard(request)
    unit = card.unit
    sums = card.sums.map(\.description)
  }
}

/// The methods of a catalogue.
package struct MethodListing: StoredResult, Hashable {
  /// `ascribe.methods/1`.
  package static let schema = "ascribe.methods/1"

  /// The methods, in the catalogue's order.
  package let methods: [MethodDescription]

  /// The listing of a catalogue, with every method at its defaults.
  ///
  /// - Throws: `ParameterError` for a method whose defaults are not accepted by itself.
  package init(_ catalogue: MethodCatalogue) throws {
    var methods: [MethodDescription] = []
    for entry in catalogue.entries { methods.append(MethodDescription(try MethodRequest(entry))) }
    self.methods = methods
  }
}
