import ArgumentParser

/// The options and arguments of a command with their values, those that nobody gave included: another version may have
/// other defaults.
enum RunParameters {
  /// All that have a value, by name, but for those of the store itself.
  static func all(of command: any ParsableArguments) -> [String: String] {
    var values: [String: String] = [:]
    collect(command, into: &values)
    return values
  }

  private static func collect(_ group: any ParsableArguments, into values: inout [String: String]) {
    guard !(group is StoreOptions) else { return }
    for child in Mirror(reflecting: group).children {
      guard let label = child.label?.drop(while: { $0 == "_" }) else { continue }
      if let inner = (child.value as? any ArgumentGroup)?.arguments {
        collect(inner, into: &values)
      } else if let holder = child.value as? any ArgumentValue, let text = text(of: holder.value) {
        values[name(of: String(label), in: group)] = text
      }
    }
  }

  /// The name as users write it. A few properties have another one, since what they stand for has.
  private static func name(of label: String, in group: any ParsableArguments) -> String {
    switch (group, label) {
    case (is ScenarioSettings, "turns"): "horizon"
    case (is ScenarioSettings, "stateLimitOption"): "state-limit"
    case (is BudgetOptions, "turns"): "budget"
    default:
      label.reduce(into: "") { name, letter in
        name += letter.isUppercase ? "-\(letter.lowercased())" : String(letter)
      }
    }
  }

  /// A value as a text; `nil` for none.
  private static func text(of value: Any) -> String? {
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: return mirror.children.first.flatMap { text(of: $0.value) }
    case .collection:
      let texts = mirror.children.compactMap { text(of: $0.value) }
      return texts.isEmpty ? nil : texts.joined(separator: ", ")
    default: return "\(value)"
    }
  }
}

/// A property of a command that holds a value.
private protocol ArgumentValue {
  var value: Any { get }
}

extension Option: ArgumentValue { var value: Any { wrappedValue } }
extension Flag: ArgumentValue { var value: Any { wrappedValue } }
extension Argument: ArgumentValue { var value: Any { wrappedValue } }

/// A property of a command that holds more of them.
private protocol ArgumentGroup {
  var arguments: any ParsableArguments { get }
}

extension OptionGroup: ArgumentGroup { var arguments: any ParsableArguments { wrappedValue } }
