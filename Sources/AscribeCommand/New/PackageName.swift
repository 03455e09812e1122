import Ascribe
import Reports
import Scenarios
import Trajectories

/// The name of a new package: that of its scenario, and with a capital letter that of its module and type.
struct PackageName {
  /// As it was given, which is how commands call the scenario.
  let text: String
  /// The module and the scenario's type.
  let type: String

  /// A name that Swift and Ascribe leave free.
  ///
  /// - Throws: ``UsageError`` for one that is no identifier, a word of Swift, or the name of something that the package uses.
  init(_ text: String) throws(UsageError) {
    let isIdentifier =
      text.utf8.first.map { Self.isLetter($0) } == true
      && text.utf8.allSatisfy { Self.isLetter($0) || $0 == UInt8(ascii: "_") || (48...57).contains($0) }
    guard isIdentifier, text.utf8.count <= 64 else {
      throw Self.refused(
        text, "expected a Swift identifier of at most 64 letters a-z, digits and _ that begins with a letter")
    }
    let type = text.prefix(1).uppercased() + text.dropFirst()
    if Self.words.contains(text) || Self.words.contains(type) {
      throw Self.refused(text, "which is a word of Swift; expected another name")
    }
    if Self.taken.contains(type) {
      throw Self.refused(text, "and \(type) is a name that the package uses; expected another one")
    }
    if ScenarioCatalogue.builtIn.contains(where: { $0.name == text }) {
      throw Self.refused(text, "which is a scenario of Ascribe's; expected another name")
    }
    self.text = text
    self.type = type
  }

  private static func refused(_ text: String, _ why: String) -> UsageError {
    UsageError(description: "NAME is \"\(CutText.cutting(text, to: CutText.most))\", \(why).")
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (97...122).contains(byte)
  }

  /// Words of Swift that no module or type may be called.
  private static let words: Set = [
    "actor", "any", "as", "associatedtype", "async", "await", "break", "case", "catch", "class", "continue",
    "default", "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate",
    "for", "func", "guard", "if", "import", "in", "init", "inout", "internal", "is", "let", "macro", "main",
    "nil",
    "open", "operator", "package", "precedencegroup", "private", "protocol", "public", "repeat", "rethrows",
    "return", "self", "some", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true",
    "try", "typealias", "var", "where", "while",
    "Any", "Protocol", "Self", "Type",
  ]

  /// Modules and types that the new package's code names, or that would hide what it stands on.
  private static let taken: Set = [
    "AgentID", "Argument", "ArgumentParser", "Array", "Ascribe", "AscribeCLI", "AscribeCommand",
    "AscribeTesting",
    "Attribution", "AttributionContext", "AttributionError", "Bool", "CoalitionGames", "CreditMethod",
    "CreditMethods", "CreditNumerics", "CreditStatistics", "CriticView", "Critics", "DecPOMDP", "Dictionary",
    "Distribution", "Double", "Ending", "Foundation", "Glibc", "Ground", "Hashable", "Importers", "Int",
    "JointAction", "LastDecision", "MethodCard", "MethodEntry", "MethodRequest", "Never", "Optional",
    "Parameter",
    "Reports", "Rollouts", "Sampling", "Scenario", "ScenarioEntry", "ScenarioFacts", "Scenarios", "Sendable",
    "Set",
    "Simulation", "State", "String", "Suite", "Swift", "TabularPolicy", "Test", "Testing", "Trajectories",
    "TrajectoryBatch", "Transition", "TurnCritic", "TurnMDP", "TurnValues", "VisitMeans", "Void",
  ]
}
