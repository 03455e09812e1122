import Foundation

/// The first place at which two JSON texts differ, in words.
enum JSONDifference {
  /// `nil` where they mean the same, or one is none.
  ///
  /// - Parameter sides: What the texts are called.
  static func first(
    _ one: [UInt8], _ other: [UInt8], sides: (String, String) = ("then", "now")
  ) -> String? {
    guard let one = try? JSONSerialization.jsonObject(with: Data(one), options: .fragmentsAllowed),
      let other = try? JSONSerialization.jsonObject(with: Data(other), options: .fragmentsAllowed)
    else { return nil }
    return first(one, other, at: "", sides)
  }

  private static func first(
    _ one: Any, _ other: Any, at place: String, _ sides: (String, String)
  ) -> String? {
    switch (one, other) {
    case (let one as [String: Any], let other as [String: Any]):
      for key in Set(one.keys).union(other.keys).sorted() {
        let inner = place.isEmpty ? key : "\(place).\(key)"
        guard let first = one[key], let second = other[key] else {
          return "\(inner): only \(one[key] == nil ? sides.1 : sides.0)"
        }
        if let found = self.first(first, second, at: inner, sides) { return found }
      }
      return nil
    case (let one as [Any], let other as [Any]):
      for (index, pair) in zip(one, other).enumerated() {
        if let found = first(pair.0, pair.1, at: "\(place)[\(index)]", sides) { return found }
      }
      return one.count == other.count
        ? nil : "\(place): \(one.count) entries \(sides.0), \(other.count) \(sides.1)"
    default:
      let (first, second) = ("\(one)", "\(other)")
      return first == second ? nil : "\(place): \(first) \(sides.0), \(second) \(sides.1)"
    }
  }
}
