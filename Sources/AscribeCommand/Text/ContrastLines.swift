import Ascribe
import CreditMethods

/// What methods compare, as a person reads it: methods of one contrast stand together.
struct ContrastLines {
  private let groups: [(labels: [String], tier: EvidenceTier, contrast: Contrast?)]

  init(_ methods: [MethodSummary]) {
    var groups: [(labels: [String], tier: EvidenceTier, contrast: Contrast?)] = []
    for method in methods {
      if let known = groups.firstIndex(where: { $0.contrast == method.contrast }) {
        groups[known].labels.append(method.label)
      } else {
        groups.append(([method.label], method.tier, method.contrast))
      }
    }
    self.groups = groups
  }

  var lines: [String] {
    ["What each credit compares, and how strong the evidence is"]
      + groups.flatMap { labels, tier, contrast in
        ["  " + labels.joined(separator: ", ")]
          + FoldedLines.of(
            [tier.rawValue]
              + (contrast.map { $0.terms.map { "\($0.name): \($0.words)" } }
                ?? ["reads the record alone and states no contrast"])
          ).map { "    " + $0 }
      }
  }
}

/// Parts of a sentence in lines that a terminal shows whole.
enum FoldedLines {
  /// The parts, parted by semicolons.
  static func of(_ parts: [String]) -> [String] {
    var lines: [String] = []
    for part in parts {
      if let last = lines.last, last.count + part.count + 2 <= 110 {
        lines[lines.count - 1] = "\(last); \(part)"
      } else {
        if let last = lines.popLast() { lines.append(last + ";") }
        lines.append(part)
      }
    }
    return lines
  }
}
