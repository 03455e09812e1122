import CreditStatistics
import Ground

/// What the leaves of the survey's tree are worth by exact credit, family by family.
package struct LeafAuditResult: StoredResult, Hashable {
  /// `ascribe.protocol-audit/1`.
  package static let schema = "ascribe.protocol-audit/1"

  /// Seed of every draw.
  package let seed: UInt64
  /// Parametrisations of a family, batches of each, episodes of a batch and beside it for fits.
  package let parametrisations, batches, episodes, fitEpisodes: Int
  /// What methods were told beside what happened.
  package let signals: SimulatedSignals
  /// Confidence of the intervals.
  package let confidence: Double
  /// The families.
  package let families: [Family]

  /// One family of tasks.
  package struct Family: Sendable, Hashable, Codable {
    /// The survey's name of it.
    package let code: String
    /// The parametrisations, as they can be typed.
    package let scenarios: [String]
    /// How many of them each leaf is for, by its name.
    package let leaves: [String: Int]
    /// The methods, the best first.
    package let methods: [Method]
    /// Why others did not run.
    package let leftOut: [String: String]
    /// Mean alignment of the leaf's methods: what who takes one of them at random gets.
    package let leaf: Estimate
    /// That of the method that is best on all other parametrisations, less the leaf's; that of GRPO less the leaf's.
    package let regret, overGRPO: Estimate
    /// Place among the methods of the leaf's best one, from 1; `nil` where none of a leaf runs.
    package let place: Int?
  }

  /// A method on the parametrisations of a family.
  package struct Method: Sendable, Hashable, Codable {
    /// Its identifier.
    package let id: String
    /// Mean cosine of a batch's gradient with the exact one.
    package let alignment: Estimate
    /// Whether a leaf names it on some parametrisation of the family.
    package let isOfLeaf: Bool
  }

  init(_ audit: LeafAudit, _ families: [Family]) {
    seed = audit.seed
    parametrisations = audit.parametrisations
    (batches, episodes, fitEpisodes) = (audit.batches, audit.episodes, audit.fitEpisodes)
    signals = LeafAudit.signals
    confidence = audit.confidence
    self.families = families
  }

  /// What does not fit together, for a result that was read.
  package var flaw: String? {
    families.contains { $0.methods.isEmpty } ? "a family has no methods" : nil
  }
}

extension LeafAuditResult.Family {
  init(_ code: String, _ found: [LeafAudit.Found], confidence: Double) throws(GSLError) {
    // A method counts where it runs on all parametrisations.
    let ids = LeafAudit.methods.filter { id in found.allSatisfy { $0.alignment[id] != nil } }
    let means = { (id: String, left: Int?) -> Double in
      let kept = found.indices.filter { $0 != left }
      return kept.reduce(0) { $0 + (found[$1].alignment[id] ?? 0) } / Double(max(1, kept.count))
    }
    let estimate = { (values: [Double]) throws(GSLError) -> Estimate in
      Estimate(
        mean: Descriptive.mean(of: values), interval: try .studentT(ofUnits: values, confidence: confidence),
        batches: values.count)
    }
    let named = found.map { one in one.leaf.candidates.compactMap(\.id).filter(ids.contains) }
    var leaf: [Double] = []
    var (regret, overGRPO): ([Double], [Double]) = ([], [])
    for (place, one) in found.enumerated() where !named[place].isEmpty {
      let own = named[place].reduce(0) { $0 + (one.alignment[$1] ?? 0) } / Double(named[place].count)
      leaf.append(own)
      // Chosen on the others, so that luck on this one does not make it the best.
      if let best = ids.max(by: { means($0, place) < means($1, place) }), let value = one.alignment[best] {
        regret.append(value - own)
      }
      if let value = one.alignment["grpo"] { overGRPO.append(value - own) }
    }
    let order = ids.sorted { (means($0, nil), $1) > (means($1, nil), $0) }
    let isOfLeaf = Set(named.joined())
    var methods: [LeafAuditResult.Method] = []
    for id in order {
      methods.append(
        LeafAuditResult.Method(
          id: id, alignment: try estimate(found.compactMap { $0.alignment[id] }),
          isOfLeaf: isOfLeaf.contains(id)))
    }
    self.code = code
    scenarios = found.map(\.label)
    leaves = Dictionary(found.map { ($0.leaf.rawValue, 1) }, uniquingKeysWith: +)
    self.methods = methods
    leftOut = found.reduce(into: [:]) { $0.merge($1.leftOut) { first, _ in first } }
    self.leaf = try estimate(leaf)
    self.regret = try estimate(regret)
    self.overGRPO = try estimate(overGRPO)
    place = methods.firstIndex(where: \.isOfLeaf).map { $0 + 1 }
  }
}
