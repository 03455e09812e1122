package import CreditMethods

/// What a method compares, as a record: the words of a person's report.
package struct ContrastRecord: Encodable {
  let unit, teammates, instead, restored, then, support: String

  /// The record of a contrast.
  package init(_ contrast: Contrast) {
    unit = contrast.unit.rawValue
    teammates = contrast.teammates.rawValue
    instead = contrast.reference.description
    restored = contrast.restored.rawValue
    then = contrast.continuation.description
    support = contrast.support.rawValue
  }
}
