import Ascribe
import Attribution

/// What methods compare, as a person reads it: methods of one contrast stand together.
struct ContrastLines {
  private let groups: [(labels: [String], tier: EvidenceTier, contrast: Contrast?)]

  init(_ methods: [MethodRequest]) {
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
        [
          "  " + labels.joined(separator: ", "),
          "    \(tier.rawValue); "
            + (contrast.map(Self.sentence) ?? "reads the record alone and states no contrast"),
        ]
      }
  }

  /// The parts of a contrast in one line.
  static func sentence(_ contrast: Contrast) -> String {
    contrast.terms.map { "\($0.name): \($0.words)" }.joined(separator: "; ")
  }
}
