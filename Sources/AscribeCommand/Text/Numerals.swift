import Ground
import CreditStatistics
import Foundation

/// Numbers as they stand in tables; what is undefined says so.
enum Numerals {
  /// With a fixed number of decimals; zero is never negative.
  static func fixed(_ value: Double, _ decimals: Int = 3) -> String {
    let text = String(format: "%.\(decimals)f", value)
    return text.hasPrefix("-") && !text.contains(where: { ("1"..."9").contains($0) })
      ? String(text.dropFirst()) : text
  }

  /// With one decimal and a power of ten, for residuals; 0 is plain.
  static func scientific(_ value: Double) -> String { value == 0 ? "0" : String(format: "%.1e", value) }

  /// With a sign, for credits.
  static func signed(_ value: Double, _ decimals: Int = 3) -> String {
    let text = fixed(value, decimals)
    return text.hasPrefix("-") || !text.contains(where: { ("1"..."9").contains($0) }) ? text : "+" + text
  }

  static func share(_ value: Double) -> String { String(format: "%.1f%%", 100 * value) }

  static func measured(_ value: Measured<Double>, _ decimals: Int = 3) -> String {
    value.optional.map { fixed($0, decimals) } ?? "undefined"
  }

  static func interval(_ interval: Measured<ConfidenceInterval>, _ decimals: Int = 3) -> String {
    interval.optional.map { "[\(fixed($0.lower, decimals)), \(fixed($0.upper, decimals))]" } ?? ""
  }

  /// With its noun: `1 group`, `2 groups`.
  static func count(_ value: Int, _ noun: String, plural: String? = nil) -> String {
    "\(count(value)) \(value == 1 ? noun : plural ?? noun + "s")"
  }

  /// With separators of thousands.
  static func count(_ value: Int) -> String {
    var digits = String(value)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return ([digits] + groups).joined(separator: ",")
  }
}
