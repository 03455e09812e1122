import CreditStatistics
import Ground

/// What the leaves of the survey's tree are worth by exact credit, and by learning where that was asked for, family by family.
package struct LeafAuditResult: StoredResult, Hashable {
  /// `ascribe.protocol-audit/2`.
  package static let schema = "ascribe.protocol-audit/2"

  /// Seed of every draw.
  package let seed: UInt64
  /// Parametrisations of a family, batches of each, episodes of a batch and beside it for fits.
  package let parametrisations, batches, episodes, fitEpisodes: Int
  /// Updates of a run that learns, by whose turns all methods are paid; `nil` where none did.
  package let updates: Int?
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
    /// By the mean cosine of a batch's gradient with the exact one.
    package let credit: Ranking
    /// By learning: mean return over the budget less that of the start, in standard deviations of the start's return; `nil` where
    /// nothing learned.
    package let learning: Ranking?
  }

  /// The methods of a family in the order of a score.
  package struct Ranking: Sendable, Hashable, Codable {
    /// The methods, the best first.
    package let methods: [Method]
    /// Why others did not run.
    package let leftOut: [String: String]
    /// Mean score of the leaf's methods: what who takes one of them at random gets.
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
    /// Mean score.
    package let score: Estimate
    /// Whether a leaf names it on some parametrisation of the family.
    package let isOfLeaf: Bool
  }

  init(_ audit: LeafAudit, _ families: [Family]) {
    seed = audit.seed
    parametrisations = audit.parametrisations
    (batches, episodes, fitEpisodes) = (audit.batches, audit.episodes, audit.fitEpisodes)
    updates = audit.updates
    signals = LeafAudit.signals
    confidence = audit.confidence
    self.families = families
  }

  /// What does not fit together, for a result that was read.
  package var flaw: String? {
    families.contains { $0.credit.methods.isEmpty } ? "a family has no methods" : nil
  }
}

extension LeafAuditResult.Family {
  init(_ code: String, _ found: [LeafAudit.Found], confidence: Double) throws(GSLError) {
    self.code = code
    scenarios = found.map(\.label)
    leaves = Dictionary(found.map { ($0.leaf.rawValue, 1) }, uniquingKeysWith: +)
    let leaves = found.map(\.leaf)
    credit = try LeafAuditResult.Ranking(found.map(\.alignment), of: leaves, confidence: confidence)
    let learned = found.compactMap(\.learning)
    learning =
      learned.count == found.count
      ? try LeafAuditResult.Ranking(learned, of: leaves, confidence: confidence) : nil
  }
}

extension LeafAuditResult.Ranking {
  /// - Parameters:
  ///   - found: The scores on each parametrisation.
  ///   - leaves: Where the tree leads on each.
  init(
    _ found: [LeafAudit.Scores], of leaves: [DecisionTree.Leaf], confidence: Double
  ) throws(GSLError) {
    // A method counts where it runs on all parametrisations.
    let ids = LeafAudit.methods.filter { id in found.allSatisfy { $0.score[id] != nil } }
    let means = { (id: String, left: Int?) -> Double in
      let kept = found.indices.filter { $0 != left }
      return kept.reduce(0) { $0 + (found[$1].score[id] ?? 0) } / Double(max(1, kept.count))
    }
    let estimate = { (values: [Double]) throws(GSLError) -> Estimate in
      Estimate(
        mean: Descriptive.mean(of: values), interval: try .studentT(ofUnits: values, confidence: confidence),
        batches: values.count)
    }
    let named = leaves.map { $0.candidates.compactMap(\.id).filter(ids.contains) }
    var leaf: [Double] = []
    var (regret, overGRPO): ([Double], [Double]) = ([], [])
    for (place, one) in found.enumerated() where !named[place].isEmpty {
      let own = named[place].reduce(0) { $0 + (one.score[$1] ?? 0) } / Double(named[place].count)
      leaf.append(own)
      // Chosen on the others, so that luck on this one does not make it the best.
      if let best = ids.max(by: { means($0, place) < means($1, place) }), let value = one.score[best] {
        regret.append(value - own)
      }
      if let value = one.score["grpo"] { overGRPO.append(value - own) }
    }
    let order = ids.sorted { (means($0, nil), $1) > (means($1, nil), $0) }
    let isOfLeaf = Set(named.joined())
    var methods: [LeafAuditResult.Method] = []
    for id in order {
      methods.append(
        LeafAuditResult.Method(
          id: id, score: try estimate(found.compactMap { $0.score[id] }), isOfLeaf: isOfLeaf.contains(id)))
    }
    self.methods = methods
    leftOut = found.reduce(into: [:]) { $0.merge($1.leftOut) { first, _ in first } }
    self.leaf = try estimate(leaf)
    self.regret = try estimate(regret)
    self.overGRPO = try estimate(overGRPO)
    place = methods.firstIndex(where: \.isOfLeaf).map { $0 + 1 }
  }
}
