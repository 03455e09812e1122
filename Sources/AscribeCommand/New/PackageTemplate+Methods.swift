/// The method and the critic of new packages.
extension PackageTemplate {
  static let method = """
    import Ascribe

    /// A credit method of one's own: the last decision of an episode gets its score less the mean score of the task, and all
    /// others get nothing. Popular, and wrong wherever an earlier decision mattered.
    public struct LastDecision: CreditMethod {
      /// What the method is and needs.
      public static let card = MethodCard(
        id: "last-decision", name: "All credit to the last decision", source: "an example",
        granularity: .trajectory, methodology: .monteCarlo,
        estimand: "none: what is credited is where the episode ended", formula: "A(last) = weight (R - mean R)",
        needs: [.trajectories], cost: "no continuations; linear in turns")

      /// `last-decision(weight=2)` on the command line, and a row of `methods last-decision`.
      @Parameter("weight of the outcome", in: 0...10) public var weight = 1.0

      /// The method with its defaults.
      public init() {}

      /// The credit of every decision.
      public func attribute(
        _ batch: TrajectoryBatch, in context: AttributionContext
      ) throws(AttributionError) -> Attribution {
        var sums = [Double](repeating: 0, count: batch.symbols.tasks.count)
        var counts = [Double](repeating: 0, count: batch.symbols.tasks.count)
        for (task, score) in zip(batch.episodes.task, batch.episodes.score) {
          sums[Int(task)] += score
          counts[Int(task)] += 1
        }
        let weight = weight
        var credits = [Double](repeating: 0, count: batch.decisionCount)
        for episode in 0..<batch.episodeCount {
          let task = Int(batch.episodes.task[episode])
          let last = batch.turns(of: episode).upperBound - 1
          for decision in batch.decisions(of: last) {
            credits[decision] = weight * (batch.episodes.score[episode] - sums[task] / counts[task])
          }
        }
        return Attribution(credits: credits)
      }
    }

    """

  static let critic = """
    import Ascribe

    /// A critic of one's own: a state is worth the mean of the returns that followed its visits, and a decision's credit is the
    /// return that followed it less that.
    public struct VisitMeans: TurnCritic {
      /// What the critic is and needs.
      public static let card = MethodCard(
        id: "visit-means", name: "Mean return of a state's visits", source: "an example",
        granularity: .turn, methodology: .critic,
        estimand: "Q - V of the turn's joint action", formula: "A_t = G_t - mean of G over the visits of s_t",
        needs: [.trajectories], spansTasks: true, cost: "no continuations; linear in turns")

      /// `ascribe critics` sets it to the scenario's own.
      @Parameter("discount of a turn", in: 0...1) public var gamma = 1.0

      /// The states that a trace names are what the agents know, and the critic sees no more.
      public let view = CriticView.information
      /// It does not count turns.
      public let seesTurn = false

      /// The critic with its defaults.
      public init() {}

      /// The mean return of every turn's state.
      public func values(
        of batch: TrajectoryBatch, in context: AttributionContext
      ) throws(AttributionError) -> TurnValues {
        let returns = returns(of: batch)
        var sums = [Double](repeating: 0, count: batch.symbols.keys.count)
        var visits = sums
        for (state, value) in zip(batch.turns.state, returns) {
          sums[Int(state)] += value
          visits[Int(state)] += 1
        }
        let values = batch.turns.state.map { sums[Int($0)] / visits[Int($0)] }
        let loss = zip(values, returns).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        return TurnValues(
          kind: .state, values: values,
          fit: .closedForm(
            "mean returns of states", parameters: visits.count { $0 > 0 },
            loss: loss / Double(max(1, values.count))))
      }

      /// The credit of every decision.
      public func attribute(
        _ batch: TrajectoryBatch, in context: AttributionContext
      ) throws(AttributionError) -> Attribution {
        let (found, returns) = (try values(of: batch, in: context), returns(of: batch))
        let credits = (0..<batch.turnCount).flatMap { turn in
          batch.decisions(of: turn).map { _ in returns[turn] - found.values[turn] }
        }
        return Attribution(credits: credits, fits: [found.fit])
      }

      /// The discounted rewards from every turn on.
      private func returns(of batch: TrajectoryBatch) -> [Double] {
        let gamma = gamma
        var returns = batch.turns.reward
        for episode in 0..<batch.episodeCount {
          for turn in batch.turns(of: episode).dropLast().reversed() {
            returns[turn] += gamma * returns[turn + 1]
          }
        }
        return returns
      }
    }

    """
}
