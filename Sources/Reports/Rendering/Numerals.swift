package import CreditStatistics
import Foundation
package import Ground

/// Numbers as they stand in reports; what is undefined says so.
package enum Numerals {
  /// With a fixed number of decimals; zero is never negative.
  package static func fixed(_ value: Double, _ decimals: Int = 3) -> String {
    let text = String(format: "%.\(min(max(0, decimals), 17))f", value)
    return text.hasPrefix("-") && !text.contains(where: { ("1"..."9").contains($0) })
      ? String(text.dropFirst()) : text
  }

  /// With a sign, for credits.
  package static func signed(_ value: Double, _ decimals: Int = 3) -> String {
    let text = fixed(value, decimals)
    return text.hasPrefix("-") || !text.contains(where: { ("1"..."9").contains($0) }) ? text : "+" + text
  }

  /// With one decimal and a power of ten, for residuals; 0 is plain.
  package static func scientific(_ value: Double) -> String {
    value == 0 ? "0" : String(format: "%.1e", value)
  }

  /// With a fixed number of digits, whatever its size; 0 is plain.
  package static func digits(_ value: Double, _ digits: Int = 3) -> String {
    String(format: "%.\(min(max(1, digits), 17))g", value == 0 ? 0 : value)
  }

  /// As a share of a hundred.
  package static func share(_ value: Double) -> String { fixed(100 * value, 1) + "%" }

  /// With a fixed number of decimals, or why there is none.
  package static func measured(_ value: Measured<Double>, _ decimals: Int = 3) -> String {
    switch value {
    case .value(let value): fixed(value, decimals)
    case .undefined(let reason): "undefined (\(fragment(reason.description)))"
    }
  }

  /// The ends of an interval; nothing where it is undefined.
  package static func interval(_ interval: Measured<ConfidenceInterval>, _ decimals: Int = 3) -> String {
    interval.optional.map { self.interval($0.lower, $0.upper, decimals) } ?? ""
  }

  /// The ends of an interval; where they would look alike, with as many more decimals as tell them apart.
  package static func interval(_ lower: Double, _ upper: Double, _ decimals: Int = 3) -> String {
    ends(lower, upper, from: decimals) { fixed($0, $1) }
  }

  /// The ends of an interval with the fewest digits, from some number of them on, that tell them apart.
  static func ends(
    _ lower: Double, _ upper: Double, from digits: Int, _ text: (Double, Int) -> String
  ) -> String {
    let enough =
      stride(from: digits, to: 17, by: 1).first { text(lower, $0) != text(upper, $0) } ?? max(digits, 17)
    let used = lower < upper ? enough : digits
    return "[\(text(lower, used)), \(text(upper, used))]"
  }

  /// A number and, where there is one, its interval.
  package static func estimate(
    _ value: Measured<Double>, _ interval: Measured<ConfidenceInterval>, _ decimals: Int = 3
  ) -> String {
    [measured(value, decimals), self.interval(interval, decimals)].filter { !$0.isEmpty }.joined(
      separator: " ")
  }

  /// Two numbers that something lies between; one where it is known.
  package static func bounds(_ bounds: Bounds, _ decimals: Int = 3) -> String {
    bounds.isExact
      ? fixed(bounds.lower / 2 + bounds.upper / 2, decimals)
      : "\(fixed(bounds.lower, decimals)) to \(fixed(bounds.upper, decimals))"
  }

  /// With its noun: `1 group`, `2 groups`.
  package static func count(_ value: Int, _ noun: String, plural: String? = nil) -> String {
    "\(count(value)) \(value == 1 ? noun : plural ?? noun + "s")"
  }

  /// With separators of thousands.
  package static func count(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }

  /// A sentence as a part of another one: without its full stop, and, unless a name may begin it, without its capital.
  package static func fragment(_ sentence: String) -> String {
    let text = sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    guard let first = text.first, first.isUppercase, text.dropFirst().first?.isUppercase != true else {
      return text
    }
    return first.lowercased() + text.dropFirst()
  }
}
