import Glibc
package import Trajectories

/// Hierarchy-of-groups policy optimisation: the return to go relative to all turns of the task with the same recent
/// states, averaged over how many states are compared.
///
/// Level k compares turns whose last k + 1 states are equal. A level says nothing about a turn whose episode is not that
/// old, that is alone in its group, or whose return is the group's mean; it is left out, and the weights of the others
/// are scaled to sum to 1. A turn without a level has credit 0: nothing falls back to the episode's outcome, unless
/// `baseGroup` adds the group of all episodes of the task as one more level. The base group is standardised as the
/// released trainer does: by the standard deviation of a sample, whatever `ddof` the levels have, over the turns of the
/// task (`weighting=cross_steps`), a lone turn keeping its raw score (`singleton=raw`).
///
/// Not verified: that the paper drops, rather than shortens, contexts that reach back beyond the first turn; that its
/// weights are scaled after levels are left out; that the base group is left out by the same rule as a level.
package struct HGPO: CreditMethod {
  /// Depths are counted, weighed and normalised as the paper or as its code does.
  enum Convention: String, CaseIterable {
    /// Weights (k + 2)^alpha, divided by their sum plus `eps`.
    case reference
    /// Weights (k + 1)^alpha, divided by their sum.
    case paper
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "hgpo", name: "HGPO, hierarchy-of-groups policy optimisation",
    source:
      "ICLR 2026, arXiv 2602.22817 (convention=paper), and its released code (convention=reference)",
    granularity: .turn, methodology: .monteCarlo,
    estimand:
      "A sample of Q - V given the turn's recent states, in units of the spread of returns after them, averaged over "
      + "how many are given; 0 where no other turn of the task shares the state.",
    formula:
      "A = sum over k <= K of w_k (G_t - mean G) / (sd G + eps) over the turns with the same last k + 1 states, "
      + "w_k proportional to (k + 2)^alpha (paper: (k + 1)^alpha), G_t = sum over j >= t of gamma^(j - t) r_j",
    needs: [.trajectories], cost: "no continuations; O(K decisions)",
    unverified: [
      MethodCard.Unverified(
        "contexts at an episode's start and the scaling of weights", where: "convention", is: .text("paper")),
      MethodCard.Unverified(
        "that the base group is left out as a level is", where: "baseGroup", is: .flag(true)),
    ])

  private let rewarding = ReturnParameters()
  private let standardisation = StandardisationParameters(ddof: 0)
  private let episodes = EpisodeParameters.ofReleasedTrainer
  private let forks = ForkParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 0.95
  @Parameter("K, how many states before the turn's own the deepest level compares", in: 0...4096)
  private var k = 2
  @Parameter("a level's weight is its depth to this power", in: 0...64) private var alpha = 1.0
  @Parameter("depth of level k under the power: k + 2, or k + 1") private var convention = Convention
    .reference
  @Parameter("whether the episode's relative return is a level of weight 1") private var baseGroup = false

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let (standardise, alpha, convention) = (standardisation.standardise, alpha, convention)
    let rewards = TurnRewards(of: batch, by: rewarding.rules)
    let returns = rewards.returnsToGo(discount: gamma)
    let shared = try forks.shared(in: batch, for: Self.card)
    let isOwn = shared?.isOwn
    let contexts = StateContexts(of: batch, over: context.states(of: batch, by: key))
    var levels = LevelMean(turns: batch.turnCount)
    if baseGroup {
      var sample = standardise
      sample.ddof = 1
      let episodeTerm = episodes.term(sample)
      let scores = rewards.episodeScores
      let term = episodeTerm.ofTurns(scores: scores, of: batch, counting: isOwn)
      let deviation = centred(episodeTerm).ofTurns(scores: scores, of: batch, counting: isOwn)
      levels.add(weight: 1, of: scores) { visit in
        for turn in scores.indices { visit(turn, deviation[turn], term[turn]) }
      }
    }
    contexts.forEachDepth(through: k) { depth, groups in
      let weight = pow(Double(depth + (convention == .reference ? 2 : 1)), alpha)
      levels.add(weight: weight, of: returns) { visit in
        standardise.forEachRow(of: returns, in: groups, counting: isOwn, visit)
      }
    }
    let credit = batch.copiedToActingAgents(
      levels.mean(addingToWeight: convention == .reference ? standardise.eps : 0))
    return try Attribution(
      finite: shared?.copied(credit, in: batch) ?? credit, of: batch, method: Self.card.id, counting: forks)
  }

  /// The same comparison without the division by the standard deviation.
  private func centred(_ term: EpisodeTerm) -> EpisodeTerm {
    var result = term
    result.standardise.norm = .mean
    return result
  }
}

/// The weighted mean over the levels that say something, for every turn.
private struct LevelMean {
  private var sum: [Double]
  private var weight: [Double]

  init(turns: Int) {
    sum = Array(repeating: 0, count: turns)
    weight = sum
  }

  /// Adds a level's terms to the turns whose value is not their group's mean.
  ///
  /// - Parameters:
  ///   - added: The level's weight.
  ///   - value: What is compared, shape `[turns]`.
  ///   - forEach: Visits the turns that the level says something of: each with its deviation from the mean, and its term.
  @inline(__always)
  mutating func add(
    weight added: Double, of value: [Double],
    forEach: (_ visit: (_ turn: Int, _ deviation: Double, _ term: Double) -> Void) -> Void
  ) {
    unsafe sum.withUnsafeMutableBufferPointer { sum in
      unsafe weight.withUnsafeMutableBufferPointer { weight in
        forEach { turn, deviation, term in
          // Rounding is no deviation. What is not finite is kept, to be reported.
          let mean = value[turn] - deviation
          guard !(abs(deviation) < 1e-12 * max(1, abs(mean))) else { return }
          unsafe sum[turn] += added * term
          unsafe weight[turn] += added
        }
      }
    }
  }

  /// The mean of every turn; 0 where no level was added.
  func mean(addingToWeight eps: Double) -> [Double] {
    zip(sum, weight).map { sum, weight in weight == 0 ? 0 : sum / (weight + eps) }
  }
}

extension EpisodeParameters {
  /// An episode counts once a turn, and a group of one value keeps it.
  fileprivate static var ofReleasedTrainer: EpisodeParameters {
    var episodes = EpisodeParameters()
    episodes.weighting = .crossSteps
    episodes.singleton = .raw
    return episodes
  }
}
